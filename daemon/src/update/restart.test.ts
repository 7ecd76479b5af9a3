import { mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../../core/fake-clock.ts";
import { FakeLog } from "../../core/fake-ports.ts";
import { restingSession } from "../../core/session-state.ts";
import { until } from "../testing/inbox.ts";
import { Lab } from "../testing/lab.ts";
import { USE_MARK, UseMark } from "../use-mark.ts";
import { Notes } from "./notes.ts";
import { type RestartParts, restartForUpdate } from "./restart.ts";
import { restartPolicy, UPDATE_DEFAULTS, updateFault } from "./update-config.ts";
import { readUse } from "./use-facts.ts";

const test = suite<{ folder: string; notes: Notes; said: string[]; parts: RestartParts; reboots(): number }>("restart for an update");
const active = async () => ({ code: 0, output: "active\n", errors: "" });

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-restart-"));
  context.notes = new Notes(join(context.folder, "notes"));
  context.said = [];
  let reboots = 0;
  context.reboots = () => reboots;
  context.parts = {
    notes: context.notes,
    version: "1.0.0",
    policy: restartPolicy(UPDATE_DEFAULTS),
    readUse: () => readUse(context.folder, active),
    nowS: () => 100_000,
    wall: () => new Date(),
    reboot: async () => {
      reboots += 1;
    },
    say: (level, text) => context.said.push(`${level} ${text}`),
  };
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test("does nothing when no version waits, or the one on trial runs", async ({ parts, notes, said, reboots }) => {
  await restartForUpdate(parts);
  notes.write("trying", "1.0.0");
  await restartForUpdate(parts);
  assert.equal([reboots(), said], [0, []]);
});

test("follows the daemon's own word: waits while it tells of a contact, starts again afterwards", async (context) => {
  const { parts, notes, said, folder, reboots } = context;
  const [clock, log] = [new FakeClock(1000), new FakeLog()];
  const mark = new UseMark(folder, clock, log);
  notes.write("trying", "1.0.1");
  await restartForUpdate(parts);
  mark.follow({ ...restingSession(), name: "queued", contact: "c1", position: 1, etaSeconds: null, isConfirmed: true });
  await restartForUpdate(parts);
  mark.follow(restingSession());
  clock.advance(20_000);
  mark.touched();
  await restartForUpdate({ ...parts, nowS: () => 21 + 299 });
  assert.is(reboots(), 0);
  await restartForUpdate({ ...parts, nowS: () => 21 + 300 });
  assert.is(reboots(), 1);
  assert.equal(said, [
    "7 version 1.0.1 waits: the daemon has not said how the kiosk is used",
    "7 version 1.0.1 waits: a contact is there",
    "7 version 1.0.1 waits: somebody has just used the kiosk",
    "5 starting again for version 1.0.1",
  ]);
  assert.equal(log.lines, []);
});

test("at the deadline a kiosk that is used all day starts again, but for a contact", async ({ parts, notes, folder, reboots }) => {
  const clock = new FakeClock(100_000_000);
  const mark = new UseMark(folder, clock, new FakeLog());
  notes.write("trying", "1.0.1");
  const eightDaysAgo = Date.now() / 1000 - 8 * 86_400;
  utimesSync(join(folder, "notes/trying"), eightDaysAgo, eightDaysAgo);
  mark.follow({ ...restingSession(), name: "wrapup", contact: "c1" });
  await restartForUpdate(parts);
  assert.is(reboots(), 0);
  mark.follow(restingSession());
  await restartForUpdate(parts);
  assert.is(reboots(), 1);
});

test("touches are written down now and then, not each of them", ({ folder }) => {
  const clock = new FakeClock(1000);
  const mark = new UseMark(folder, clock, new FakeLog());
  const text = () => readFileSync(join(folder, USE_MARK), "utf8");
  mark.follow(restingSession());
  assert.is(text(), "free 1\n");
  for (let n = 0; n < 9; n++) {
    clock.advance(1000);
    mark.touched();
  }
  assert.is(text(), "free 1\n");
  clock.advance(1000);
  mark.touched();
  assert.is(text(), "free 11\n");
});

test("a folder that cannot be written is logged and ends nothing", () => {
  const log = new FakeLog();
  new UseMark("/nowhere", new FakeClock(), log).follow(restingSession());
  assert.is(log.lines.length, 1);
});

test("the daemon tells of a contact from the place in line to its end", async () => {
  const lab = await new Lab().start();
  const text = () => readFileSync(join(lab.folder, "run", USE_MARK), "utf8");
  try {
    const neighbours = await lab.neighbours();
    assert.match(text(), /^free \d+\n$/);
    const contact = await lab.live(neighbours);
    assert.match(text(), /^contact \d+\n$/);
    lab.desk.send({ type: "contact/ended", contact, by: "agent", reason: "" });
    await neighbours.panel.state(({ contact: name }) => name === "wrapup");
    assert.match(text(), /^contact/, "the customer may still answer");
    neighbours.panel.act("close");
    await until("the end", () => text().startsWith("free"));
  } finally {
    await lab.stop();
  }
});

test("says what would have been right in [update]", () => {
  const fault = (changes: Partial<typeof UPDATE_DEFAULTS>) => updateFault({ ...UPDATE_DEFAULTS, ...changes }) ?? "right";
  assert.is(fault({ url: "https://updates.example.org/kiosk", proxy: "http://proxy:3128", window: "02:00-05:00" }), "right");
  assert.is(fault({ url: "http://127.0.0.1:8000/set" }), "right");
  for (const url of ["http://example.org", "ftp://example.org", "https://u:p@example.org", "https://example.org/?x", "updates"]) {
    assert.match(fault({ url }), "update.url", url);
  }
  for (const proxy of ["proxy:3128", "http://u:p@proxy", "http://proxy/path"]) assert.match(fault({ proxy }), "update.proxy", proxy);
  assert.match(fault({ window: "2-5" }), "update.window");
});

test.run();
