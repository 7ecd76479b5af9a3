import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCodec } from "#protocol/codec";
import { type DeskToConsole, deskToConsole } from "#protocol/desk-console";
import { ReliableLink } from "#protocol/reliable-link";
import { PROTOCOL_VERSION } from "#protocol/version";
import { DeskLink, type Socket } from "./desk-link.ts";
import { checkDeskMessage, readDeviceMessage, readSocketMessage } from "./guards.ts";
import { sampleCard, sampleOffer, sampleWelcome, seeded } from "./testing/samples.ts";

class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closes(1006);
  }
  closes(code: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onclose?.({ code });
  }
  gives(message: unknown): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

function rig(ticket: () => Promise<string | null> = async () => "ticket") {
  const sockets: FakeSocket[] = [];
  const pauses: { run: () => void; ms: number }[] = [];
  const messages: DeskToConsole[] = [];
  const statuses: string[] = [];
  let unreadable = 0;
  const link = new DeskLink(
    "ws://desk/ws/agent",
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      ticket,
      schedule: (run, ms) => {
        pauses.push({ run, ms });
        return () => {};
      },
    },
    {
      message: (message) => messages.push(message),
      status: (status) => statuses.push(status),
      unreadable: () => {
        unreadable += 1;
      },
    },
  );
  const last = () => sockets.at(-1) as FakeSocket;
  const settle = () => new Promise<void>((done) => setImmediate(done));
  const welcome = async (session = "s1", resumed = false, received = 0) => {
    await settle();
    last().gives({ type: "hello/challenge", version: PROTOCOL_VERSION, nonce: "n" });
    last().gives({ type: "hello/welcome", session, resumed, received });
  };
  return { link, sockets, pauses, messages, statuses, last, settle, welcome, unreadable: () => unreadable };
}

const away = { type: "agent/state", state: "away" } as const;

test("hello carries version and ticket, later also the session to resume", async () => {
  const { link, last, pauses, welcome, settle } = rig();
  link.start();
  await welcome();
  assert.equal(last().sent, [{ type: "hello/ticket", version: PROTOCOL_VERSION, ticket: "ticket" }]);
  last().closes(1006);
  pauses.at(-1)?.run();
  await settle();
  last().gives({ type: "hello/challenge", version: PROTOCOL_VERSION, nonce: "n" });
  assert.equal(last().sent, [{ type: "hello/ticket", version: PROTOCOL_VERSION, ticket: "ticket", session: "s1" }]);
});

test("delivers each message once and acknowledges it; resends what was not acknowledged", async () => {
  const { link, last, pauses, messages, welcome } = rig();
  const other = new ReliableLink();
  link.start();
  await welcome();
  const envelope = other.send(sampleWelcome());
  last().gives(envelope);
  last().gives(envelope);
  assert.is(messages.length, 1);
  assert.equal(last().sent.at(-1), { type: "link/envelope", seq: 0, ack: 1 });
  link.send(away);
  last().closes(1006);
  pauses.at(-1)?.run();
  await welcome("s1", true, 0);
  assert.equal(last().sent.at(-1), { type: "link/envelope", seq: 1, ack: 1, body: away });
});

test("a desk that has forgotten the session gets what is for the record, and no old wishes", async () => {
  const { link, last, pauses, welcome } = rig();
  link.start();
  await welcome();
  link.send(away);
  const end = { type: "contact/end", contact: "c", by: "agent", reason: "" } as const;
  link.send(end);
  last().closes(1006);
  pauses.at(-1)?.run();
  await welcome("s2", false);
  assert.equal(last().sent.slice(1), [{ type: "link/envelope", seq: 1, ack: 0, body: end }]);
});

test("a gap in the numbers begins the connection anew", async () => {
  const { link, last, welcome } = rig();
  link.start();
  await welcome();
  last().gives({ type: "link/envelope", seq: 3, ack: 0, body: {} });
  assert.ok(last().isClosed);
});

test("comes back with growing pauses; a desk out of reach is tried again", async () => {
  let isReachable = false;
  const { link, pauses, settle, sockets } = rig(async () => {
    if (!isReachable) throw new Error("unreachable");
    return "ticket";
  });
  link.start();
  await settle();
  for (let round = 0; round < 6; round++) {
    pauses.at(-1)?.run();
    await settle();
  }
  assert.equal(
    pauses.map(({ ms }) => ms),
    [0, 250, 500, 1000, 2000, 4000, 4000],
  );
  isReachable = true;
  pauses.at(-1)?.run();
  await settle();
  assert.is(sockets.length, 1);
});

test("parts for good when signed out, replaced, or of another version", async () => {
  const signedOut = rig(async () => null);
  signedOut.link.start();
  await signedOut.settle();
  assert.is(signedOut.statuses.at(-1), "signed-out");
  for (const [code, status] of [
    [4001, "replaced"],
    [4003, "signed-out"],
  ] as const) {
    const { link, last, statuses, pauses, welcome } = rig();
    link.start();
    await welcome();
    last().closes(code);
    assert.equal([statuses.at(-1), pauses.length], [status, 0]);
  }
  const older = rig();
  older.link.start();
  await older.settle();
  older.last().gives({ type: "hello/challenge", version: PROTOCOL_VERSION + 1, nonce: "n" });
  assert.is(older.statuses.at(-1), "refused");
});

const samples: readonly DeskToConsole[] = [
  sampleWelcome(),
  sampleWelcome({ active: sampleCard(), wrapup: sampleCard() }),
  sampleOffer(),
  { type: "queue/state", waiting: 1, longestWaitMs: 2, agentsOnline: 3, agentsFree: 4 },
  { type: "contact/accepted", contact: "c", epoch: 1, iceServers: [{ urls: ["turn:x"], username: "u", credential: "p" }] },
  { type: "call/candidate", contact: "c", call: 1, candidate: { candidate: "x", sdpMid: null, sdpMLineIndex: 0, usernameFragment: "u" } },
  { type: "call/offer", contact: "c", call: 1, sdp: "v=0", nonce: "n", certificate: { device: "d", publicKey: "k", signature: "s" } },
  { type: "clock/reply", sentMs: 1, deskMs: 2, deskBoot: "b" },
  { type: "contact/ended", contact: "c", by: "customer", reason: "" },
  { type: "link/error", code: "x", message: "m" },
];
const codec = createCodec(deskToConsole);

test("reads every message that the schema accepts", () => {
  for (const sample of samples) {
    codec.check(sample);
    assert.ok(checkDeskMessage(sample), sample.type);
  }
});

test("whatever the guard lets through is of the schema's shape, in 20,000 spoiled messages", () => {
  const next = seeded(5);
  const values = [null, true, 7, -1, 1.5, "x", "", [], {}, "available", { candidate: 1 }];
  for (let round = 0; round < 20_000; round++) {
    const message = structuredClone(samples[Math.floor(next() * samples.length)]) as unknown as Record<string, unknown>;
    spoil(message, next, values);
    const isRead = checkDeskMessage(message) !== null;
    let fault: unknown = null;
    try {
      codec.check(message);
    } catch (error) {
      fault = error;
    }
    if (fault === null) assert.ok(isRead, `the schema accepts ${JSON.stringify(message)}`);
    // Bounds of numbers and texts are the desk's business; names, kinds and lists of words are the page's.
    else if (isRead) assert.not.match(String(fault), /must have required|is not a known field|must be (string|object|array|boolean)/);
  }
});

function spoil(target: Record<string, unknown>, next: () => number, values: readonly unknown[]): void {
  const keys = Object.keys(target);
  const key = keys[Math.floor(next() * keys.length)] ?? "x";
  const inner = target[key];
  if (typeof inner === "object" && inner !== null && !Array.isArray(inner) && next() < 0.6) {
    spoil(inner as Record<string, unknown>, next, values);
  } else if (next() < 0.2) delete target[key];
  else target[next() < 0.1 ? `${key}x` : key] = values[Math.floor(next() * values.length)];
}

test("bytes of any kind on socket and channel are refused without throwing", () => {
  const next = seeded(9);
  const { link, last, messages } = rig();
  link.start();
  const valid = JSON.stringify({ type: "link/envelope", seq: 1, ack: 0, body: samples[0] });
  for (let round = 0; round < 5000; round++) {
    const at = Math.floor(next() * valid.length);
    const text = valid.slice(0, at) + String.fromCharCode(Math.floor(next() * 300)) + valid.slice(at + Math.floor(next() * 4));
    readSocketMessage(text);
    readDeviceMessage(text);
    last()?.gives(text);
  }
  for (const data of [undefined, null, new ArrayBuffer(3), 7, "x".repeat(70_000)]) assert.is(readSocketMessage(data), null);
  assert.is(messages.length, 0);
});

test.run();
