import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createFakeNative } from "#native";
import { FakeScreen } from "./fake-screen.ts";
import { FrameReader } from "./frame-reader.ts";
import type { FrameNotice } from "./notice.ts";

const folder = mkdtempSync(join(tmpdir(), "frames-"));
const test = suite("frame reader");
test.after(() => rmSync(folder, { recursive: true }));

const native = createFakeNative();
const picture = (luma: number, width = 64, height = 32) => new Uint8Array((width * (height + 8) * 3) / 2).fill(luma);

/** A reader that keeps its notices and lets a test wait for the next. */
function setUp(path = folder) {
  const notices: FrameNotice[] = [];
  const troubles: string[] = [];
  let wake = (): void => {};
  const reader = new FrameReader(path, native, {
    onFrame: (notice) => {
      notices.push(notice);
      wake();
    },
    onTrouble: (why) => {
      troubles.push(why);
      wake();
    },
  });
  /** Resolves at the next notice or trouble after `act`; repeats it until then, because the reader may still be connecting. */
  const afterwards = async (act: () => void): Promise<void> => {
    let isDone = false;
    const woken = new Promise<void>((done) => {
      wake = () => {
        isDone = true;
        done();
      };
    });
    const again = (): void => {
      if (isDone) return;
      act();
      setTimeout(again, 50);
    };
    again();
    await woken;
  };
  return { reader, notices, troubles, afterwards };
}

async function until(isTrue: () => boolean): Promise<void> {
  const endMs = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > endMs) throw new Error("it never came true");
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** First luma byte of the newest picture, null when it cannot be read whole. */
function firstByte(reader: FrameReader): number | null {
  let first: number | null = null;
  return reader.read(({ view }) => {
    first = new Uint8Array(view)[0] ?? null;
  })
    ? first
    : null;
}

test("reads what screen publishes, before and after screen was restarted and after a change of size", async () => {
  const { reader, afterwards, notices } = setUp();
  reader.start();
  const screen = new FakeScreen(folder);
  await screen.start(64, 32);
  await afterwards(() => screen.publish(picture(50)));
  assert.is(firstByte(reader), 50);

  screen.resize(128, 64);
  await afterwards(() => screen.publish(picture(60, 128, 64)));
  assert.is(firstByte(reader), 60);
  await screen.stop();

  const again = new FakeScreen(folder);
  await again.start(64, 32);
  await afterwards(() => again.publish(picture(70)));
  assert.is(firstByte(reader), 70);
  assert.is(notices.at(-1)?.isHidden, false);
  reader.stop();
  await again.stop();
});

test("nothing of a screen that is gone is read, and nothing of the next one before its own notice", async () => {
  const { reader, afterwards, notices } = setUp();
  reader.start();
  const screen = new FakeScreen(folder);
  await screen.start(64, 32);
  await afterwards(() => screen.publish(picture(50)));
  const last = notices.at(-1);
  await screen.stop();
  await until(() => reader.newest === null);
  assert.is(firstByte(reader), null);

  // The next one fills the same slot in the same generation.
  const again = new FakeScreen(folder);
  again.resize(64, 32);
  for (let n = 1; n <= (last?.frame ?? 0); n++) again.publish(picture(70));
  assert.is(firstByte(reader), null);
  await again.start(64, 32);
  await afterwards(() => again.publish(picture(80)));
  assert.is(firstByte(reader), 80);
  reader.stop();
  await again.stop();
});

test("gives no picture that was overwritten before or during the copy", async () => {
  const { reader, afterwards } = setUp();
  const screen = new FakeScreen(folder);
  await screen.start(64, 32);
  reader.start();
  await afterwards(() => screen.publish(picture(50)));
  const overwrite = (): void => {
    for (let i = 0; i < 4; i++) screen.publish(picture(90 + i));
  };
  assert.is(reader.read(overwrite), null, "during");
  let isCopied = false;
  const copied = reader.read(() => {
    isCopied = true;
  });
  assert.is(copied, null, "before");
  assert.not.ok(isCopied);
  reader.stop();
  await screen.stop();
});

test("says what is wrong when the file is missing or a notice names no slot, and goes on", async () => {
  const empty = mkdtempSync(join(folder, "empty-"));
  const { reader, troubles, afterwards } = setUp(empty);
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(empty, "frames.sock"), done));
  const client = new Promise<import("node:net").Socket>((done) => server.once("connection", done));
  reader.start();
  const socket = await client;
  await afterwards(() => socket.write(new Uint8Array(32)));
  assert.match(troubles[0] ?? "", /screen\.frames/);
  assert.is(
    reader.read(() => {}),
    null,
  );

  const screen = new FakeScreen(empty);
  screen.resize(64, 32);
  const notice = new Uint8Array(32);
  notice[4] = 9;
  await afterwards(() => socket.write(notice));
  assert.match(troubles.at(-1) ?? "", /a finished slot below 4, not 9/);
  assert.is(reader.newest, null);
  reader.stop();
  socket.destroy();
  server.close();
  await screen.stop().catch(() => {});
});

test.run();
