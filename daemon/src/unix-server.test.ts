import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createFakeNative } from "#native";
import { encodeFrame } from "#protocol/frame";
import { type DaemonToScreen, daemonToScreenCodec, type ScreenToDaemon, screenToDaemonCodec } from "#protocol/local-screen";
import { PROTOCOL_VERSION } from "#protocol/version";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog } from "../core/fake-ports.ts";
import { SELDOM } from "./seldom-log.ts";
import { until } from "./testing/inbox.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { TestPeer } from "./testing/test-peer.ts";
import { jsonPayloads, UnixServer, WELCOMES } from "./unix-server.ts";

interface Context {
  folder: string;
  path: string;
  server: UnixServer<ScreenToDaemon, DaemonToScreen>;
  clock: FakeClock;
  log: FakeLog;
  heard: string[];
  uid: number;
}

const HELLO = { type: "screen/hello", version: PROTOCOL_VERSION } as const;
const OUTPUT: ScreenToDaemon = { type: "screen/output", width: 1280, height: 800, outputs: [] };
const test = suite<Context>("unix server");

test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-unix-"));
  context.path = join(context.folder, "screen.sock");
  context.clock = new FakeClock();
  context.log = new FakeLog();
  const heard: string[] = [];
  context.heard = heard;
  context.uid = 904;
  const native = createFakeNative();
  context.server = new UnixServer(
    {
      name: "screen",
      path: context.path,
      uid: 904,
      decode: jsonPayloads(screenToDaemonCodec),
      writer: daemonToScreenCodec,
      hello: "screen/hello",
      peerCredentials: (fd) => ({ ...native.peerCredentials(fd), uid: context.uid }),
      clock: context.clock,
      log: context.log,
    },
    {
      onHello: ({ type }) => heard.push(type),
      onMessage: ({ type }) => heard.push(type),
      onGone: () => heard.push("gone"),
    },
  );
  await context.server.start();
});
test.after.each(async ({ server, folder }) => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const connect = (path: string) => TestPeer.connect(path, daemonToScreenCodec, screenToDaemonCodec);

test("welcomes a peer that says hello, and hears it byte by byte", async ({ path, server, heard }) => {
  const peer = await connect(path);
  const bytes = [HELLO, OUTPUT].map((message) => encodeFrame(new TextEncoder().encode(JSON.stringify(message))));
  for (const frame of bytes) for (const byte of frame) peer.sendBytes(Uint8Array.of(byte));
  await until("both are heard", () => heard.length === 2);
  assert.equal(heard, ["screen/hello", "screen/output"]);
  assert.ok(server.send({ type: "screen/refresh" }));
  await peer.inbox.next("screen/refresh");
  await peer.close();
  await until("gone", () => !server.isConnected);
  assert.not(server.send({ type: "screen/refresh" }));
});

test("removes the socket of a dead predecessor", async ({ server, path }) => {
  await server.stop();
  writeFileSync(path, "");
  await server.start();
  await (await connect(path)).close();
});

test("starts and stops twice without harm", async ({ server }) => {
  await server.start();
  await server.stop();
  await server.stop();
});

test("refuses another user, with a line in the log", async (context) => {
  context.uid = 1000;
  const peer = await connect(context.path);
  peer.send(HELLO);
  await peer.closed;
  assert.equal(context.heard, []);
  const line = context.log.lines.find(({ text }) => text.includes("another user"));
  assert.equal([line?.facts["uid"], line?.facts["wanted"]], [1000, 904]);
});

test("refuses whoever cannot be named", async ({ folder, log, clock }) => {
  const path = join(folder, "other.sock");
  const fails = () => {
    throw new Error("no unix socket");
  };
  const options = { name: "screen", path, uid: 904, decode: jsonPayloads(screenToDaemonCodec), writer: null, hello: "screen/hello" };
  const nothing = { onHello() {}, onMessage() {}, onGone() {} };
  const server = new UnixServer({ ...options, peerCredentials: fails, clock, log }, nothing);
  await server.start();
  await (await connect(path)).closed;
  await server.stop();
});

test("closes on a first message that is no hello, on another version and on a second hello", async ({ path, heard, log }) => {
  for (const first of [[OUTPUT], [{ ...HELLO, version: 2 }]] as const) {
    const peer = await connect(path);
    for (const message of first) peer.send(message);
    await peer.closed;
  }
  assert.equal(heard, []);
  assert.ok(log.lines.some(({ facts }) => String(facts["why"]).includes("version 2")));
  const peer = await connect(path);
  peer.send(HELLO);
  peer.send(HELLO);
  await peer.closed;
});

test("closes a connection that says nothing", async ({ path, clock }) => {
  const peer = await connect(path);
  await until("the deadline runs", () => clock.pending === 1);
  clock.advance(10_000);
  await peer.closed;
  assert.is(clock.pending, 0);
});

test("lets few strangers in at a time", async ({ path, log }) => {
  const peers = await Promise.all(Array.from({ length: 5 }, () => connect(path)));
  await Promise.race(peers.map(({ closed }) => closed));
  await until("one is refused", () => log.lines.some(({ text }) => text.includes("too many")));
  for (const peer of peers) await peer.close();
});

test("a newer connection takes the place of the older one", async ({ path, heard, server }) => {
  const first = await connect(path);
  first.send(HELLO);
  await until("welcomed", () => server.isConnected);
  const second = await connect(path);
  second.send(HELLO);
  await first.closed;
  assert.equal(heard, ["screen/hello", "gone", "screen/hello"]);
  server.send({ type: "screen/refresh" });
  await second.inbox.next("screen/refresh");
});

for (const [what, bytes] of [
  ["a frame that is too large", Uint8Array.of(0xff, 0xff, 0xff, 0x7f)],
  ["an empty frame", Uint8Array.of(0, 0, 0, 0)],
  ["what is not JSON", encodeFrame(new TextEncoder().encode("{"))],
  ["bytes that are not UTF-8", encodeFrame(Uint8Array.of(0xff, 0xfe, 0x22))],
  ["an unknown message", encodeFrame(new TextEncoder().encode('{"type":"screen/please"}'))],
  ["a field too many", encodeFrame(new TextEncoder().encode(JSON.stringify({ ...OUTPUT, more: 1 })))],
] as const) {
  test(`closes on ${what} and takes the next connection`, async ({ path, log, heard }) => {
    const peer = await connect(path);
    peer.send(HELLO);
    await until("welcomed", () => heard.length === 1);
    peer.sendBytes(bytes);
    await peer.closed;
    assert.ok(log.lines.some(({ text, facts }) => text === "connection closed" && facts["fault"] !== undefined));
    const next = await connect(path);
    next.send(HELLO);
    await until("welcomed", () => heard.filter((type) => type === "screen/hello").length === 2);
  });
}

test("survives whatever comes in, and hears only what the schema allows", async ({ path, heard, server, clock }) => {
  const random = seeded(7);
  const goods = [HELLO, OUTPUT, { type: "screen/state", state: "live", frames: 1 }, { type: "screen/own-applied", serial: 3 }];
  let peer = await connect(path);
  for (let n = 0; n < 3000; n++) {
    if (peer.isClosed) {
      clock.advance(1000);
      peer = await connect(path);
      peer.send(HELLO);
    }
    const text = mutated(goods[random(goods.length)] as object, random);
    if (text.length > 0 && new TextEncoder().encode(text).length < 60_000) peer.sendText(text);
    else peer.sendBytes(Uint8Array.from({ length: 5 }, () => random(256)));
    if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await peer.close();
  const known = new Set([...screenToDaemonCodec.types, "gone"]);
  assert.ok(heard.every((type) => known.has(type)));
  clock.advance(1000);
  const last = await connect(path);
  last.send(HELLO);
  await until("still serves", () => server.isConnected);
});

test("a peer that connects and closes in a loop is welcomed at a bounded rate, and fills no log", async ({
  path,
  heard,
  clock,
  log,
  server,
}) => {
  const rounds = 4 * WELCOMES.burst;
  for (let n = 0; n < rounds; n++) {
    const peer = await connect(path);
    peer.send(HELLO);
    const told = heard.length;
    await until("an answer", () => peer.isClosed || heard.length > told);
    await peer.close();
    await until("gone", () => !server.isConnected);
  }
  assert.is(heard.filter((type) => type === "screen/hello").length, WELCOMES.burst);
  const refusals = () => log.lines.filter(({ facts }) => facts["why"] === "the peer comes too often");
  assert.is(refusals().length, SELDOM.burst);
  clock.advance(1000);
  const patient = await connect(path);
  patient.send(HELLO);
  await until("welcomed again", () => server.isConnected);
  await patient.close();
  await until("gone", () => !server.isConnected);
  clock.advance(1000 / SELDOM.perSecond);
  for (let n = 0; n < WELCOMES.burst; n++) {
    const peer = await connect(path);
    peer.send(HELLO);
    peer.send(HELLO);
    await peer.closed;
  }
  assert.is(log.lines.find(({ facts }) => facts["leftOut"] !== undefined)?.facts["leftOut"], rounds - WELCOMES.burst - SELDOM.burst);
});

test("many connections without a hello: few are kept, the rest is refused unread, and the peer that is there stays", async (context) => {
  const { path, heard, server, clock, log } = context;
  const peer = await connect(path);
  peer.send(HELLO);
  await until("welcomed", () => server.isConnected);
  const strangers: Awaited<ReturnType<typeof connect>>[] = [];
  for (let n = 0; n < 100; n++) strangers.push(await connect(path));
  await until("most are refused", () => strangers.filter(({ isClosed }) => isClosed).length === 96);
  assert.is(clock.pending, 5, "a deadline for each that is kept, and what is left of the peer's own");
  assert.is(log.lines.filter(({ text }) => text.startsWith("too many")).length, SELDOM.burst);
  peer.send(OUTPUT);
  await until("the peer is heard", () => heard.includes("screen/output"));
  context.uid = 1000;
  for (let n = 0; n < 50; n++) await (await connect(path)).closed;
  assert.is(log.lines.filter(({ text }) => text.includes("another user")).length, SELDOM.burst);
  assert.equal(heard, ["screen/hello", "screen/output"]);
  for (const stranger of strangers) await stranger.close();
});

test("what an older connection had on its way is not heard once a newer one has its place", async ({ path, heard, server }) => {
  const first = await connect(path);
  first.send(HELLO);
  await until("welcomed", () => server.isConnected);
  const second = await connect(path);
  // Both are on their way at once; whichever is read first, the older one is silent after the newer one's hello.
  second.send(HELLO);
  for (let n = 0; n < 2000; n++) first.send(OUTPUT);
  await first.closed;
  second.send({ type: "screen/own-applied", serial: 7 });
  await until("the new one is heard", () => heard.includes("screen/own-applied"));
  const since = heard.slice(heard.lastIndexOf("screen/hello"));
  assert.equal(since, ["screen/hello", "screen/own-applied"]);
});

test("gives up a peer that does not read", async ({ path, server, heard }) => {
  const { createConnection } = await import("node:net");
  const deaf = createConnection(path);
  deaf.on("error", () => {});
  deaf.pause();
  await new Promise<void>((resolve) => deaf.on("connect", () => resolve()));
  deaf.write(encodeFrame(new TextEncoder().encode(JSON.stringify(HELLO))));
  await until("welcomed", () => server.isConnected);
  const rects = Array.from({ length: 16 }, () => ({ x: 30_000, y: 30_000, width: 30_000, height: 30_000 }));
  for (let n = 0; n < 20_000 && server.isConnected; n++) {
    if (!server.send({ type: "screen/own", serial: n, rects })) break;
  }
  await until("given up", () => heard.includes("gone"));
  deaf.destroy();
});

test.run();
