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
import { until } from "./testing/inbox.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { TestPeer } from "./testing/test-peer.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

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
const OUTPUT = { type: "screen/output", width: 1280, height: 800 } as const;
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

test("survives whatever comes in, and hears only what the schema allows", async ({ path, heard, server }) => {
  const random = seeded(7);
  const goods = [HELLO, OUTPUT, { type: "screen/state", state: "live", frames: 1 }, { type: "screen/own-applied", serial: 3 }];
  let peer = await connect(path);
  for (let n = 0; n < 3000; n++) {
    if (peer.isClosed) {
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
  const last = await connect(path);
  last.send(HELLO);
  await until("still serves", () => server.isConnected);
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
