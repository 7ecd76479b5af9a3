import { suite } from "uvu";
import * as assert from "uvu/assert";
import { MAX_INPUT_BYTES } from "#protocol/input";
import type { DaemonToMedia, MediaToDaemon } from "#protocol/local-media";
import { FakeClock } from "../core/fake-clock.ts";
import type { FeedEvent } from "../core/feed-policy.ts";
import { Call } from "./call.ts";
import type { FaceShown } from "./face.ts";
import { FakeBackend } from "./fake-backend.ts";
import type { InputPort, Passed } from "./input-link.ts";
import type { SoundEvents, SoundPort } from "./sound.ts";

const test = suite("call");

const hex = Array.from({ length: 32 }, () => "AB").join(":");
const start: Extract<DaemonToMedia, { type: "media/start" }> = { type: "media/start", iceServers: [], startKbps: 4000, maxKbps: 10_000 };

function setUp() {
  const clock = new FakeClock(0);
  const backend = new FakeBackend();
  backend.offerSdp = `v=0\r\na=fingerprint:sha-256 ${hex}\r\n`;
  const sent: MediaToDaemon[] = [];
  const fed: FeedEvent[] = [];
  const cameras: boolean[] = [];
  const log: string[] = [];
  const sound: SoundPort & { events: SoundEvents | null } = {
    canPlay: true,
    events: null,
    start(events) {
      this.events = events;
    },
    play: () => log.push("played"),
    stop: () => log.push("sound stopped"),
  };
  const input: InputPort & { result: Passed; isStopped: boolean; readonly passed: string[] } = {
    result: "passed",
    isStopped: false,
    passed: [],
    pass(channel, message) {
      if (this.result === "passed") this.passed.push(`${channel} ${[...message]}`);
      return this.result;
    },
    stop() {
      this.isStopped = true;
    },
  };
  const nobody: FaceShown = { shown: false, width: 0, height: 0, atMs: 0 };
  const call = new Call({
    backend,
    sound,
    input,
    clock,
    feed: { take: (event) => fed.push(event), expect: (kbps) => log.push(`expect ${kbps}`), stop: () => log.push("feed stopped") },
    face: {
      take: () => log.push("face"),
      resize: (w, h) => log.push(`box ${w}x${h}`),
      setCamera: (isOn) => cameras.push(isOn),
      stop: () => log.push("face stopped"),
      shown: nobody,
    },
    send: (message) => sent.push(message),
  });
  call.warm();
  const open = (): void => {
    backend.isControlOpen = true;
    backend.events?.onTransport("connected");
    backend.events?.onControlOpen(true);
  };
  /** As after the daemon has checked the console's signature. */
  const confirm = (): void => {
    call.take(start);
    call.take({ type: "media/answer", sdp: "v=0" });
  };
  const states = (): string[] => sent.flatMap((message) => (message.type === "media/state" ? [message.state] : []));
  const troubles = (): string[] =>
    sent.flatMap((message) => (message.type === "media/trouble" ? [`${message.code}: ${message.message}`] : []));
  return { clock, backend, sent, fed, cameras, log, sound, input, call, open, confirm, states, troubles };
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

test("offers with its fingerprint, then takes the answer with the rates of the start", async () => {
  const { call, sent, backend, log } = setUp();
  call.take(start);
  await settle();
  assert.equal(sent, [{ type: "media/offer", sdp: backend.offerSdp, fingerprint: `sha-256 ${hex}` }]);
  call.take({ type: "media/answer", sdp: "v=0" });
  await settle();
  assert.equal(backend.rate, { startKbps: 4000, maxKbps: 10_000 });
  assert.equal(log, ["expect 4000"]);
});

test("refuses a second start and an answer without a start", async () => {
  const { call, troubles, clock } = setUp();
  call.take({ type: "media/answer", sdp: "v=0" });
  clock.advance(1000);
  call.take(start);
  call.take(start);
  await settle();
  assert.equal(troubles(), [
    "protocol: media/answer follows media/start",
    "protocol: one media process serves one call: this one has begun already",
  ]);
});

test("an answer that cannot be used is a trouble of the transport, not a crash", async () => {
  const { call, troubles, backend } = setUp();
  backend.answerFault = new Error("no VP8");
  call.take(start);
  call.take({ type: "media/answer", sdp: "v=0" });
  await settle();
  assert.equal(troubles(), ["transport: answer: no VP8"]);
});

test("is connected when transport and control channel are, and says each change once", () => {
  const { backend, states, clock, open } = setUp();
  backend.events?.onTransport("connecting");
  open();
  clock.advance(500);
  assert.equal(states(), ["connecting", "connected"]);
});

test("is dead after three seconds without a beat, alive again when one comes, and goes on until told to stop", () => {
  const { backend, states, clock, open } = setUp();
  open();
  for (let i = 0; i < 5; i++) {
    clock.advance(1000);
    backend.events?.onControl('{"type":"heart/beat","n":1}');
  }
  clock.advance(2900);
  assert.equal(states(), ["connecting", "connected"]);
  clock.advance(200);
  assert.is(states().at(-1), "dead");
  backend.events?.onControl('{"type":"heart/beat","n":2}');
  clock.advance(100);
  assert.is(states().at(-1), "connected");
  assert.not.ok(backend.isClosed);
});

test("beats every second on the control channel", () => {
  const { backend, clock, open } = setUp();
  open();
  clock.advance(2500);
  assert.equal(
    backend.sent,
    [0, 1, 2].map((n) => JSON.stringify({ type: "heart/beat", n })),
  );
});

test("keeps messages for the console until the channel is open", () => {
  const { call, backend, open } = setUp();
  const body = { type: "screen/describe", width: 1280, height: 800, stripRows: 8 } as const;
  call.take({ type: "media/control", body });
  open();
  assert.equal(backend.sent[0], JSON.stringify(body));
});

test("does not pass on a message for the console that breaks the protocol", () => {
  const { call, backend, open, troubles } = setUp();
  open();
  call.take({ type: "media/control", body: { type: "touch/grant" } as never });
  assert.is(backend.sent.length, 1);
  assert.match(troubles()[0] ?? "", /unknown message type/);
});

test("forwards what the console says, but no beats and nothing that is not in the protocol", () => {
  const { backend, sent, cameras, open, troubles } = setUp();
  open();
  const media = { type: "agent/media", camera: false, microphone: true } as const;
  for (const text of ['{"type":"heart/beat","n":1}', JSON.stringify(media), '{"type":"touch/down"}', null]) backend.events?.onControl(text);
  assert.equal(
    sent.filter(({ type }) => type === "media/control"),
    [{ type: "media/control", body: media }],
  );
  assert.equal(cameras, [false]);
  assert.is(troubles().length, 1, "one trouble a second");
});

test("passes the agent's input on unread, from the confirmed answer until stop", () => {
  const { backend, call, input, confirm } = setUp();
  const event = Uint8Array.of(200, 0, 7);
  backend.events?.onInput("input", event);
  confirm();
  backend.events?.onInput("input", event);
  backend.events?.onInput("pointer", event);
  call.stop();
  backend.events?.onInput("input", event);
  assert.equal(input.passed, ["input 200,0,7", "pointer 200,0,7"]);
  assert.ok(input.isStopped);
  assert.equal(call.dropped, { input: 2, pointer: 0, other: 0 });
});

test("drops and counts texts, empty and too long messages on input and pointer, and says so once", () => {
  const { backend, call, input, confirm, troubles } = setUp();
  confirm();
  backend.events?.onInput("input", null);
  backend.events?.onInput("input", new Uint8Array(0));
  backend.events?.onInput("pointer", new Uint8Array(MAX_INPUT_BYTES + 1));
  backend.events?.onDropped();
  assert.equal(input.passed, []);
  assert.equal(call.dropped, { input: 2, pointer: 1, other: 1 });
  assert.equal(troubles(), [`protocol: input takes binary messages of 1 to ${MAX_INPUT_BYTES} bytes`]);
});

test("hover that is dropped is no trouble; a daemon that does not read ends the channel", () => {
  const { backend, call, input, confirm, troubles } = setUp();
  confirm();
  input.result = "dropped";
  backend.events?.onInput("pointer", Uint8Array.of(1, 0, 0));
  assert.equal([troubles(), backend.isInputClosed], [[], false]);
  input.result = "stuck";
  backend.events?.onInput("input", Uint8Array.of(1, 0, 0));
  assert.equal([troubles().length, backend.isInputClosed, input.isStopped], [1, true, true]);
  assert.equal(call.dropped, { input: 1, pointer: 1, other: 0 });
});

test("sends silence while the microphone is closed, at the device's pace", () => {
  const { call, sound, backend } = setUp();
  call.take(start);
  const speak = (): void => sound.events?.onChunk(new Int16Array(480).fill(900));
  speak();
  call.take({ type: "media/microphone", open: false });
  speak();
  call.take({ type: "media/microphone", open: true });
  speak();
  assert.equal(
    backend.sounds.map((chunk) => chunk[7]),
    [900, 0, 900],
  );
});

test("missing sound is a trouble; the call goes on", () => {
  const { call, sound, troubles, backend } = setUp();
  call.take(start);
  sound.events?.onTrouble("no microphone: pw-cat ended with 1");
  assert.equal(troubles(), ["sound: no microphone: pw-cat ended with 1"]);
  assert.not.ok(backend.isClosed);
});

test("tells the feed when to begin, to stop, and when the path came and went", () => {
  const { call, backend, fed } = setUp();
  call.take({ type: "media/view", feeding: true });
  backend.events?.onTransport("connected");
  backend.events?.onTransport("disconnected");
  call.take({ type: "media/view", feeding: false });
  assert.equal(fed, [{ type: "feeding", on: true }, { type: "connected" }, { type: "disconnected" }, { type: "feeding", on: false }]);
});

test("tells a daemon that came back the state and the face", () => {
  const { call, open, sent } = setUp();
  open();
  sent.length = 0;
  call.describe();
  assert.equal(
    sent.map(({ type }) => type),
    ["media/state", "media/face"],
  );
  assert.equal(sent[0], { type: "media/state", state: "connected" });
});

test("stop ends all parts and leaves nothing waiting", () => {
  const { call, open, backend, clock, log } = setUp();
  open();
  call.stop();
  assert.ok(backend.isClosed);
  assert.equal(log, ["sound stopped", "feed stopped", "face stopped"]);
  assert.is(clock.pending, 0);
});

test.run();
