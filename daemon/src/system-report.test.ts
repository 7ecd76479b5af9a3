import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deviceToDeskCodec } from "#protocol/desk-device";
import type { DeviceSystem } from "#protocol/device-system";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeDesk, FakeLog } from "../core/fake-ports.ts";
import { readSystem } from "./system-notes.ts";
import { SystemReport } from "./system-report.ts";
import { Lab } from "./testing/lab.ts";
import { seeded } from "./testing/seeded.ts";

const test = suite<{ folder: string; put(name: string, text: string | Buffer): void; read(): DeviceSystem }>("system report");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-system-"));
  context.put = (name, text) => writeFileSync(join(context.folder, name), text);
  context.read = () => readSystem({ osRelease: join(context.folder, "os-release"), notes: context.folder }, "0.1.0");
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const NOTHING = { version: "0.1.0", waiting: null, refused: null, rolledBack: null };

test("without an image it is the product's version, and nothing else", ({ put, read }) => {
  assert.equal(read(), NOTHING);
  put("os-release", "NAME=Debian\nVERSION_ID=13\n");
  assert.equal(read(), NOTHING);
});

test("reads what the image's programs have noted", ({ put, read }) => {
  put("os-release", "NAME=Debian\nIMAGE_ID=alongside\nIMAGE_VERSION=1.0.1\n");
  put("trying", "1.0.3\n");
  put("refused", "nothing can be trusted there\n");
  put("rolled-back", "1.0.2: labwc is failed\n");
  assert.equal(read(), {
    version: "1.0.1",
    waiting: "1.0.3",
    refused: "nothing can be trusted there",
    rolledBack: { version: "1.0.2", reason: "labwc is failed" },
  });
  put("trying", "1.0.1\n");
  assert.is(read().waiting, null, "a version on trial waits for nothing");
});

test("whatever is in the notes, the desk can take it", ({ put, read }) => {
  const random = seeded(7);
  const piece = () =>
    ["1.0.2: ", "\u0000", "\ud83d\ude42", "x".repeat(300), "\n", " ", "\u202e", ":", "IMAGE_VERSION=", '"'][random(10)] ?? "";
  for (let n = 0; n < 500; n++) {
    for (const name of ["os-release", "trying", "refused", "rolled-back"]) {
      const text = Array.from({ length: random(6) }, piece).join("");
      put(name, random(4) === 0 ? Buffer.from(Array.from({ length: 40 }, () => random(256))) : text);
    }
    const message = { type: "device/system", system: read() };
    assert.equal(deviceToDeskCodec.decode(JSON.stringify(message)), message);
  }
});

test("is told when it changes and to each session that begins anew", () => {
  const [desk, clock] = [new FakeDesk(), new FakeClock()];
  let system: DeviceSystem = NOTHING;
  const report = new SystemReport(desk, clock, new FakeLog(), () => system);
  report.start();
  report.tell(true);
  clock.advance(120_000);
  assert.is(desk.sent.length, 1, "the same is not said twice");
  system = { ...NOTHING, rolledBack: { version: "2", reason: "the desk is not reached" } };
  desk.isOnline = false;
  clock.advance(60_000);
  assert.is(desk.sent.length, 1);
  desk.isOnline = true;
  clock.advance(60_000);
  assert.equal(desk.sent.at(-1), { type: "device/system", system });
  report.tell(true);
  assert.is(desk.sent.length, 3);
  report.stop();
  assert.is(clock.pending, 0);
});

test("a note that cannot be read is logged once and ends nothing", () => {
  const [desk, clock, log] = [new FakeDesk(), new FakeClock(), new FakeLog()];
  const report = new SystemReport(desk, clock, log, () => {
    throw new Error("EIO");
  });
  report.tell(true);
  report.tell(true);
  assert.equal([desk.sent.length, log.lines.length], [0, 1]);
});

test("reaches the desk again when that has forgotten the session", async ({ folder, put }) => {
  const lab = new Lab();
  put("os-release", "IMAGE_VERSION=1.0.1\n");
  put("rolled-back", "1.0.2: labwc is failed\n");
  await lab.start({ systemPlaces: { osRelease: join(folder, "os-release"), notes: folder } });
  try {
    const first = await lab.desk.inbox.next("device/system");
    assert.equal(first.system, { ...NOTHING, version: "1.0.1", rolledBack: { version: "1.0.2", reason: "labwc is failed" } });
    await lab.desk.stop(true);
    await lab.desk.start();
    assert.equal((await lab.desk.inbox.next("device/system")).system, first.system);
  } finally {
    await lab.stop();
  }
});

test.run();
