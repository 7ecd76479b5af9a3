import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { MAX_INPUT_BYTES } from "#protocol/input";
import { FakeInputServer } from "./fake-input-server.ts";
import { InputLink, MOST_WAITING_BYTES } from "./input-link.ts";

const test = suite("input link");
const folder = mkdtempSync(join(tmpdir(), "input-"));
const path = join(folder, "input.sock");
const message = Uint8Array.of(6, 1, 0);

test.after(() => rmSync(folder, { recursive: true }));

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error(`waited 30 s for ${what}`);
    await new Promise<void>((done) => setImmediate(done));
  }
}

/** A link that stands, against a daemon that reads or does not. */
async function connected(options = {}): Promise<{ link: InputLink; daemon: FakeInputServer; end: () => Promise<void> }> {
  const daemon = new FakeInputServer(path, options);
  await daemon.start();
  const link = new InputLink(path);
  link.start();
  await until("the connection", () => link.pass("input", message) === "passed");
  const end = async (): Promise<void> => {
    link.stop();
    await daemon.stop();
  };
  return { link, daemon, end };
}

test("says hello, then passes on each message with its channel, in order and unread", async () => {
  const { link, daemon, end } = await connected();
  await until("the first", () => daemon.seen.length === 1);
  for (let n = 0; n < 100; n++) link.pass(n % 2 ? "pointer" : "input", Uint8Array.of(n, 255, 0));
  await until("all", () => daemon.seen.length === 101);
  assert.is(daemon.hellos, 1);
  assert.equal(daemon.seen[0]?.bytes, message);
  assert.equal(
    daemon.seen.slice(1).map(({ channel, bytes }) => [channel, ...bytes]),
    Array.from({ length: 100 }, (_, n) => [n % 2 ? 2 : 1, n, 255, 0]),
  );
  await end();
});

test("drops what happens while there is no daemon, and finds the next one", async () => {
  const link = new InputLink(path);
  link.start();
  assert.is(link.pass("input", message), "dropped");
  const first = new FakeInputServer(path);
  await first.start();
  await until("the first daemon", () => first.hellos === 1);
  await first.stop();
  await until("the loss", () => link.pass("input", message) === "dropped");
  const second = new FakeInputServer(path);
  await second.start();
  await until("the second daemon", () => second.hellos === 1);
  assert.is(link.pass("input", message), "passed");
  await until("the event", () => second.seen.length === 1);
  link.stop();
  await second.stop();
});

test("drops hover first when the daemon does not read, then is stuck; what waited never arrives", async () => {
  const { link, daemon, end } = await connected({ doesRead: false });
  const long = new Uint8Array(MAX_INPUT_BYTES);
  let passed = 0;
  while (link.pass("pointer", long) === "passed") passed += 1;
  assert.ok(passed > 0, "the kernel took some");
  assert.is(link.pass("pointer", message), "dropped");
  let waiting = 0;
  while (link.pass("input", long) === "passed") waiting += 1;
  assert.is(link.pass("input", long), "stuck");
  assert.ok((waiting + 1) * long.length <= MOST_WAITING_BYTES + 2 * long.length, `${waiting} messages wait`);
  assert.ok(waiting > 50, `${waiting} messages wait`);
  link.stop();
  assert.is(link.pass("input", message), "dropped");
  daemon.read();
  await until("the daemon to notice", () => daemon.lost === 1);
  assert.ok(daemon.seen.length <= passed + 2, `${daemon.seen.length} arrived of ${passed} and ${waiting}`);
  await end();
});

test("passes nothing on after stop, and does not come back", async () => {
  const { link, daemon, end } = await connected();
  await until("the first", () => daemon.seen.length === 1);
  link.stop();
  assert.is(link.pass("input", message), "dropped");
  assert.is(link.pass("pointer", message), "dropped");
  await until("the daemon to notice", () => daemon.lost === 1);
  assert.is(daemon.seen.length, 1);
  await end();
});

test.run();
