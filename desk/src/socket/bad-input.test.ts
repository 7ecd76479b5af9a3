import { suite } from "uvu";
import * as assert from "uvu/assert";
import WebSocket from "ws";
import { consoleToDeskCodec } from "#protocol/desk-console";
import { deviceToDeskCodec } from "#protocol/desk-device";
import { ConsoleClient } from "../testing/console-client.ts";
import { DeskFixture } from "../testing/desk-fixture.ts";
import { DeviceClient, enrolDevice, newKey } from "../testing/device-client.ts";
import type { LinkClient } from "../testing/link-client.ts";

const test = suite<{ desk: DeskFixture }>("bad input on both sockets");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start({ timing: { helloMs: 300 } });
});
test.after.each(async ({ desk }) => {
  assert.ok((await fetch(`${desk.base}/healthz`)).ok, "the desk lives on");
  await desk.stop();
});

test("parts politely from another version, whatever else its hello holds", async ({ desk }) => {
  const enrolled = await enrolDevice(desk.base, await desk.enrolCode());
  const device = desk.keep(new DeviceClient(desk.base, enrolled, 2));
  const hello = await device.connect();
  assert.ok(hello.type === "hello/refused" && hello.code === "version");
  assert.match(hello.type === "hello/refused" ? hello.message : "", "version 1");
  const console = desk.keep(new ConsoleClient(desk.base, "", {}, 7));
  const refused = await console.connect();
  assert.ok(refused.type === "hello/refused" && refused.code === "version");
});

test("refuses a device that is not enrolled and one with another key", async ({ desk }) => {
  const { device } = await enrolDevice(desk.base, await desk.enrolCode());
  for (const [id, code] of [
    [device, "bad-signature"],
    ["kiosk-unknown", "not-enrolled"],
  ] as const) {
    const client = desk.keep(new DeviceClient(desk.base, { device: id, key: newKey().key }));
    const hello = await client.connect();
    assert.is(hello.type === "hello/refused" && hello.code, code);
    assert.is((await client.closed).code, 1008);
  }
});

test("refuses a proof that was made for another connection", async ({ desk }) => {
  const enrolled = await enrolDevice(desk.base, await desk.enrolCode());
  let proof = "";
  const first = desk.keep(new DeviceClient(desk.base, enrolled));
  const sendRaw = first.sendRaw.bind(first);
  first.sendRaw = (data) => {
    proof ||= String(data);
    sendRaw(data);
  };
  await first.connect();
  const replay = new WebSocket(`${desk.base.replace("http", "ws")}/ws/device`);
  const answer = await new Promise<string>((resolve) => {
    replay.once("message", () => {
      replay.send(proof);
      replay.once("message", (data) => resolve(String(data)));
    });
  });
  assert.match(answer, "bad-signature");
});

test("closes a socket that says no hello, or something else first", async ({ desk }) => {
  for (const path of ["/ws/device", "/ws/agent"]) {
    const closes = async (send: (socket: WebSocket) => void) => {
      const socket = new WebSocket(`${desk.base.replace("http", "ws")}${path}`);
      const heard: string[] = [];
      socket.on("message", (data) => heard.push(String(data)));
      socket.once("open", () => send(socket));
      const code = await new Promise<number>((resolve) => socket.once("close", resolve));
      return `${code} ${heard.at(-1)}`;
    };
    assert.match(await closes(() => {}), /1008 .*hello-late/);
    assert.match(await closes((socket) => socket.send("garbage")), /1008 .*not-json/);
    assert.match(await closes((socket) => socket.send('{"type":"hello/none"}')), /1008 .*unknown-type/);
    assert.match(await closes((socket) => socket.send('{"type":"link/envelope","seq":1,"ack":0}')), /1008 .*hello-expected/);
    assert.match(await closes((socket) => socket.send(Buffer.from([1, 2, 3]))), /1008/);
    assert.match(await closes((socket) => socket.send("x".repeat(65_537))), /1009/);
  }
});

test("there is no other socket", async ({ desk }) => {
  for (const path of ["/ws/none", "/", "/ws/device/x", "/constructor"]) {
    const socket = new WebSocket(`${desk.base.replace("http", "ws")}${path}`);
    const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
    assert.match(error.message, "404");
  }
});

/** One connected client of each kind. */
async function both(desk: DeskFixture): Promise<LinkClient<never>[]> {
  return [await desk.device(), await desk.agent("maria")] as unknown as LinkClient<never>[];
}

test("answers a bad body with link/error and goes on", async ({ desk }) => {
  for (const client of await both(desk)) {
    for (const [body, code] of [
      [{ type: "contact/none" }, "unknown-type"],
      [{ type: "contact/end", contact: "../../etc", by: "customer", reason: "" }, "invalid"],
      [{ type: "clock/probe", sentMs: 1, extra: true }, "invalid"],
      [[], "not-an-object"],
    ] as const) {
      client.send(body);
      assert.is(((await client.next("link/error" as never)) as { code: string }).code, code);
    }
    client.send({ type: "clock/probe", sentMs: 5 });
    await client.next("clock/reply" as never);
  }
});

test("refuses rights that no device can mean, and writes none of them", async ({ desk }) => {
  const device = await desk.device();
  await device.request("c1");
  const good = { type: "contact/rights", contact: "c1", right: "touch", change: "granted", by: "customer", participant: "maria" };
  const bad: object[] = [
    { ...good, right: "root" },
    { ...good, right: null },
    { ...good, change: "taken" },
    { ...good, by: "desk" },
    { ...good, participant: "../maria" },
    { ...good, participant: "x".repeat(65) },
    { ...good, text: "what was typed" },
    { ...good, contact: "" },
    { type: "contact/rights", contact: "c1" },
  ];
  for (const body of bad) {
    device.send(body);
    assert.is((await device.next("link/error")).code, "invalid", JSON.stringify(body));
  }
  device.send({ ...good, contact: "c-unknown" });
  assert.is((await device.next("link/error")).code, "not-yours");
  assert.equal(await desk.store.rights("c1"), []);
  device.send(good);
  await device.settled();
  assert.is((await desk.store.rights("c1")).length, 1);
});

test("closes on a broken envelope, an oversized one and a binary one", async ({ desk }) => {
  const attempts: [string | Buffer, number][] = [
    ["{", 1008],
    ['{"type":"link/envelope","seq":-1,"ack":0}', 1008],
    ['{"type":"hello/none"}', 1008],
    [JSON.stringify({ type: "link/envelope", seq: 1, ack: 0, body: "x".repeat(70_000) }), 1009],
    [Buffer.alloc(10), 1008],
    ['{"type":"link/envelope","seq":99,"ack":0,"body":{}}', 4002],
  ];
  for (const [data, code] of attempts) {
    for (const client of await both(desk)) {
      client.sendRaw(data);
      assert.is((await client.closed).code, code);
      client.drop();
    }
  }
});

test("closes a connection that floods, and lets it come back", async ({ desk }) => {
  const device = await desk.device();
  for (let i = 0; i < 400; i++) device.sendRaw('{"type":"link/envelope","seq":0,"ack":0}');
  const { code, reason } = await device.closed;
  assert.equal([code, reason], [1008, "too many messages"]);
  assert.is((await device.connect()).type, "hello/welcome");
});

/** A repeatable stream of numbers below n. */
function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const ODD = [null, -1, 1e300, "", "x", "../..", "\u0000", "💥".repeat(50), [], {}, true, { __proto__: null }, Number.MAX_SAFE_INTEGER];

/** A message of a known type with fields of every kind, some of them right. */
function mutate(types: readonly string[], random: (n: number) => number): object {
  const fields = [
    "contact",
    "epoch",
    "call",
    "sdp",
    "state",
    "by",
    "reason",
    "marks",
    "candidate",
    "context",
    "sentMs",
    "boot",
    "offsetMs",
    "errorMs",
    "right",
    "change",
    "participant",
  ];
  const body: Record<string, unknown> = { type: types[random(types.length)] };
  for (const field of fields) {
    if (random(3) === 0) continue;
    body[field] = random(2) ? ODD[random(ODD.length)] : ["c1", 1, 0, "customer", "available", "text"][random(6)];
  }
  return body;
}

test("survives thousands of mutated messages on both sockets", async ({ desk }) => {
  for (const [types, seed] of [
    [deviceToDeskCodec.types, 1],
    [consoleToDeskCodec.types, 2],
  ] as const) {
    const random = generator(seed);
    for (let round = 0; round < 10; round++) {
      const client = (seed === 1 ? await desk.device() : await desk.agent("maria")) as unknown as LinkClient<never>;
      for (let i = 0; i < 250; i++) client.send(mutate(types, random));
      await client.settled();
      assert.equal(client.faults, []);
      client.drop();
    }
  }
});

test("survives mutated text on both sockets", async ({ desk }) => {
  const random = generator(3);
  const seeds = ['{"type":"link/envelope","seq":1,"ack":0,"body":{"type":"clock/probe","sentMs":1}}', '{"type":"hello/prove","version":1}'];
  for (let i = 0; i < 200; i++) {
    const socket = new WebSocket(`${desk.base.replace("http", "ws")}${i % 2 ? "/ws/device" : "/ws/agent"}`);
    const bytes = Buffer.from(seeds[random(seeds.length)] ?? "");
    for (let flips = random(8); flips >= 0; flips--) bytes[random(bytes.length)] = random(256);
    socket.once("open", () => socket.send(bytes.toString("latin1")));
    await new Promise<unknown>((resolve) => socket.once("close", resolve));
  }
});

test.run();
