import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createFakeNative } from "#native";
import { encodeFrame } from "#protocol/frame";
import { encodeInput, type InputEvent } from "#protocol/input";
import { INPUT_CHANNELS, inputToDaemonCodec } from "#protocol/local-media";
import type { DaemonToScreen } from "#protocol/local-screen";
import { PROTOCOL_VERSION } from "#protocol/version";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog, FakeOutlet } from "../core/fake-ports.ts";
import type { InputAct } from "../core/input-act.ts";
import { systemClock } from "./clock.ts";
import type { DeviceAct, InputBackend } from "./input-backend.ts";
import { InputHand, MOST_WAITING } from "./input-hand.ts";
import { createInputLink, decodeArrived } from "./input-link.ts";
import { InputStats } from "./input-stats.ts";
import { ScreenTyping } from "./screen-typing.ts";
import { until } from "./testing/inbox.ts";
import { seeded } from "./testing/seeded.ts";
import { TestPeer } from "./testing/test-peer.ts";
import { VirtualBackend } from "./virtual-backend.ts";

const KEY: InputEvent = { kind: "key", grant: 3, code: 30, down: true };

const link = suite("input link");

link("reads a channel and an event, and names what is neither", () => {
  const payload = (channel: number, event: Uint8Array) => Uint8Array.of(channel, ...event);
  assert.equal(decodeArrived(payload(INPUT_CHANNELS.input, encodeInput(KEY))), { type: "input/event", channel: "input", event: KEY });
  assert.is(decodeArrived(payload(INPUT_CHANNELS.pointer, encodeInput(KEY))).type, "input/event", "the gate refuses it by its channel");
  assert.is(decodeArrived(payload(3, encodeInput(KEY))).type, "input/malformed");
  assert.is(decodeArrived(Uint8Array.of(1)).type, "input/malformed");
  assert.is(decodeArrived(Uint8Array.of()).type, "input/malformed");
});

link("never throws, whatever the network sent", () => {
  const random = seeded(11);
  const good = encodeInput({ kind: "touch", grant: 1, finger: 2, phase: "down", x: 0.5, y: 0.5 });
  for (let n = 0; n < 20_000; n++) {
    const bytes = Uint8Array.of(1 + random(2), ...good);
    for (let flips = random(4); flips > 0; flips--) bytes[random(bytes.length)] = random(256);
    const arrived = decodeArrived(bytes.subarray(0, random(bytes.length + 1)));
    assert.ok(arrived.type === "input/event" || arrived.type === "input/malformed");
  }
});

link("hello is JSON, then events in whatever pieces they come; what is none does not end the socket", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-input-"));
  const heard: string[] = [];
  const native = createFakeNative();
  const server = createInputLink(
    { run: folder, peerCredentials: native.peerCredentials, clock: systemClock, log: new FakeLog() },
    process.getuid?.() ?? 0,
    {
      onEvent: (channel, { kind }) => heard.push(`${channel} ${kind}`),
      onMalformed: () => heard.push("malformed"),
      onGone: () => heard.push("gone"),
    },
  );
  await server.start();
  const peer = await TestPeer.connect(join(folder, "input.sock"), null, inputToDaemonCodec);
  peer.send({ type: "input/hello", version: PROTOCOL_VERSION });
  const frames = [
    encodeFrame(Uint8Array.of(INPUT_CHANNELS.input, ...encodeInput(KEY))),
    encodeFrame(Uint8Array.of(INPUT_CHANNELS.pointer, 255, 0, 0)),
    encodeFrame(new TextEncoder().encode('{"type":"input/hello","version":1}')),
    encodeFrame(Uint8Array.of(INPUT_CHANNELS.input, ...encodeInput({ kind: "release", grant: 3 }))),
  ];
  for (const frame of frames) for (const byte of frame) peer.sendBytes(Uint8Array.of(byte));
  await until("all are heard", () => heard.length === 4);
  assert.equal(heard, ["input key", "malformed", "malformed", "input release"]);
  peer.sendBytes(Uint8Array.of(0, 0, 0, 0));
  await peer.closed;
  await until("gone", () => heard.at(-1) === "gone");
  const stranger = await TestPeer.connect(join(folder, "input.sock"), null, inputToDaemonCodec);
  stranger.sendBytes(frames[0] as Uint8Array);
  await stranger.closed;
  assert.is(heard.length, 5, "nothing is heard before the hello");
  await server.stop();
  rmSync(folder, { recursive: true });
});
link.run();

/** Devices that remember what they were told. */
class FakeBackend implements InputBackend {
  isReady = true;
  readonly done: DeviceAct[] = [];
  renewals = 0;
  open(): void {
    this.isReady = true;
  }
  close(): void {
    this.isReady = false;
  }
  renew(): void {
    this.renewals += 1;
  }
  act(act: DeviceAct): void {
    this.done.push(act);
  }
}

const hand = suite("input hand");
const TEXT: InputAct = { type: "text", text: "a" };
const ENTER: InputAct = { type: "key", code: 28, down: true };
const MOVE: InputAct = { type: "move", x: 0.5, y: 0.5 };

function setUp() {
  const screen = new FakeOutlet<DaemonToScreen>();
  const backend = new FakeBackend();
  const clock = new FakeClock();
  const it = new InputHand(backend, new ScreenTyping(screen), clock);
  it.open();
  screen.take();
  return { screen, backend, clock, it };
}

hand("does nothing while it is closed, and lets go of everything when it closes", () => {
  const { it, backend, screen } = setUp();
  it.close();
  it.close();
  assert.equal(backend.done, [{ type: "release" }]);
  assert.equal(
    screen.take().map(({ type }) => type),
    ["screen/release"],
  );
  it.act(ENTER);
  it.renew();
  assert.is(backend.done.length, 1);
  assert.equal(screen.sent, []);
});

hand("keeps the order of texts and everything else, and gathers hover while it waits", () => {
  const { it, backend, screen } = setUp();
  for (const act of [TEXT, ENTER, MOVE, MOVE, MOVE, TEXT, ENTER]) it.act(act);
  assert.equal([screen.take().length, backend.done.length], [1, 0]);
  it.typed(1);
  assert.equal(backend.done, [ENTER, MOVE]);
  assert.is(screen.take().length, 1);
  it.typed(2);
  assert.equal(backend.done, [ENTER, MOVE, ENTER]);
});

hand("a screen that does not get on with a text is not waited for without end", () => {
  const { it, backend, clock } = setUp();
  it.act(TEXT);
  it.act(ENTER);
  clock.advance(15_001);
  it.renew();
  assert.equal(backend.done, [{ type: "release" }], "what waited is forgotten, for it would come too late");
  it.act(ENTER);
  assert.is(backend.done.length, 2);
});

hand("what waits for texts is bounded: beyond that everything is let go of", () => {
  const { it, backend, screen } = setUp();
  it.act(TEXT);
  for (let n = 0; n < MOST_WAITING / 2; n++) for (const act of [ENTER, TEXT]) it.act(act);
  assert.equal(backend.done, []);
  screen.take();
  it.act(ENTER);
  assert.equal(backend.done, [{ type: "release" }]);
  assert.equal(
    screen.take().map(({ type }) => type),
    ["screen/release"],
  );
  it.typed(1);
  it.act(ENTER);
  assert.equal(backend.done.slice(1), [ENTER], "nothing of what waited is done");
});

hand("a text that screen is not there to take is not waited for", () => {
  const { it, backend, screen } = setUp();
  screen.isConnected = false;
  it.act(TEXT);
  it.act(ENTER);
  assert.equal(backend.done, [ENTER]);
});
hand.run();

const virtual = suite("virtual backend");
virtual("the first finger is the pointer; others, and the end of others, are left out", () => {
  const screen = new FakeOutlet<DaemonToScreen>();
  const backend = new VirtualBackend(screen, () => ({ width: 1280, height: 800 }));
  assert.not(backend.isReady);
  backend.open();
  assert.ok(backend.isReady);
  const touch = (finger: number, phase: "down" | "move" | "up", x = 1, y = 1) => backend.act({ type: "touch", finger, phase, x, y });
  touch(4, "down", 0, 0);
  touch(5, "down");
  touch(5, "move");
  touch(5, "up");
  touch(4, "move", 0.5, 0.5);
  touch(4, "up");
  touch(4, "move");
  assert.equal(screen.take(), [
    { type: "screen/pointer", x: 0, y: 0 },
    { type: "screen/button", button: 0x110, down: true },
    { type: "screen/pointer", x: 640, y: 400 },
    { type: "screen/button", button: 0x110, down: false },
  ]);
  touch(1, "down");
  backend.act({ type: "release" });
  touch(2, "down");
  assert.equal(screen.take().at(-2), { type: "screen/pointer", x: 1279, y: 799 });
});
virtual.run();

const stats = suite("input stats");
stats("one line a second, when the config asks for it", () => {
  const log = new FakeLog();
  const off = new InputStats(log, false);
  off.add(1, 2, true);
  off.report(5000);
  assert.equal(log.lines, []);
  const on = new InputStats(log, true);
  on.report(5000);
  for (let n = 1; n <= 100; n++) on.add(5000, 5000 + n, true);
  on.add(5000, 5000, false);
  on.report(5001);
  on.report(5999);
  assert.is(log.lines.length, 1);
  const { count, refused, p50Ms, p99Ms, writtenMs } = log.lines[0]?.facts ?? {};
  assert.equal([count, refused, p50Ms, p99Ms, (writtenMs as number[]).length], [100, 1, 51, 100, 100]);
});
stats.run();
