import { generateKeyPairSync } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeskToDevice } from "#protocol/desk-device";
import { FakeLog } from "../core/fake-ports.ts";
import type { Clock } from "../core/ports.ts";
import { systemClock } from "./clock.ts";
import { DeskLink } from "./desk-link.ts";
import { createSigner, rawPublicKey } from "./identity.ts";
import { Inbox, until } from "./testing/inbox.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { TestDesk } from "./testing/test-desk.ts";

interface Context {
  desk: TestDesk;
  link: DeskLink;
  log: FakeLog;
  online: boolean[];
  inbox: Inbox<DeskToDevice>;
  delays: number[];
  random: number;
}

const key = generateKeyPairSync("ed25519").privateKey;
const PRESENCE: DeskToDevice = { type: "desk/presence", agentsOnline: 2, agentsFree: 1, waiting: 0, etaSeconds: 5 };
const test = suite<Context>("desk link");

test.before.each(async (context) => {
  context.desk = new TestDesk();
  await context.desk.start();
  const { certificate } = context.desk.enrol(rawPublicKey(key));
  context.log = new FakeLog();
  context.online = [];
  context.inbox = new Inbox("device");
  context.delays = [];
  context.random = 0;
  // Real time, but waiting for the desk costs the test nothing.
  const clock: Clock = {
    ...systemClock,
    after(ms, run) {
      if (ms < 10_000) context.delays.push(ms);
      return systemClock.after(ms < 10_000 ? Math.min(ms, 5) : ms, run);
    },
  };
  const options = { url: `${context.desk.url}/ws/device`, signer: () => createSigner(key, certificate), clock, log: context.log };
  context.link = new DeskLink(
    { ...options, random: () => context.random },
    {
      onOnline: (resumed) => context.online.push(resumed),
      onOffline: () => {},
      onMessage: (message) => context.inbox.put(message),
    },
  );
});
test.after.each(async ({ link, desk }) => {
  link.stop();
  await desk.stop();
});

test("proves the device's key and hears the desk", async ({ desk, link, online, inbox }) => {
  link.start();
  link.start();
  await until("online", () => link.isOnline);
  desk.send(PRESENCE);
  assert.equal(await inbox.next("desk/presence"), PRESENCE);
  assert.equal(online, [false]);
  assert.equal(desk.hellos, [null]);
});

test("what was said before the desk was there is said when it is, in order and once", async ({ desk, link }) => {
  const delivered: number[] = [];
  for (let n = 0; n < 20; n++) link.send({ type: "contact/cancel", contact: `c${n}` }, () => delivered.push(n));
  link.start();
  for (let n = 0; n < 20; n++) assert.is((await desk.inbox.next("contact/cancel")).contact, `c${n}`);
  await until("all are acknowledged", () => delivered.length === 20);
  assert.equal(
    delivered,
    [...delivered].sort((a, b) => a - b),
  );
});

test("a cut connection is resumed: nothing is lost, nothing comes twice", async ({ desk, link, inbox, online }) => {
  link.setInContact(true);
  link.start();
  await until("online", () => link.isOnline);
  for (let n = 0; n < 30; n++) {
    link.send({ type: "contact/cancel", contact: `c${n}` });
    desk.send({ ...PRESENCE, waiting: n } as DeskToDevice);
    if (n % 10 === 5) {
      desk.cut();
      await until("offline", () => !link.isOnline);
      link.send({ type: "contact/cancel", contact: `c${n}-away` });
      await until("online again", () => link.isOnline);
    }
  }
  for (let n = 0; n < 30; n++) await inbox.next("desk/presence", (message) => message.waiting === n);
  await desk.inbox.next("contact/cancel", ({ contact }) => contact === "c29");
  const contacts = desk.inbox.all.map((body) => (body.type === "contact/cancel" ? body.contact : body.type));
  assert.is(contacts.length, 33);
  assert.is(new Set(contacts).size, 33);
  assert.equal(online, [false, true, true, true]);
});

test("a desk that has forgotten the session gets what it had not acknowledged, but no stale probe", async ({ desk, link }) => {
  link.setInContact(true);
  link.start();
  await until("online", () => link.isOnline);
  desk.acknowledges = false;
  link.send({ type: "contact/connected", contact: "c1" });
  link.send({ type: "clock/probe", sentMs: 1 });
  link.send({ type: "contact/cancel", contact: "c2" });
  await desk.stop(true);
  await until("offline", () => !link.isOnline);
  desk.acknowledges = true;
  await desk.start();
  await desk.inbox.next("contact/connected");
  await desk.inbox.next("contact/cancel");
  assert.not(desk.inbox.all.some(({ type }) => type === "clock/probe"));
});

test("a desk of another version is parted from politely, in words that say which", async ({ desk, link, log }) => {
  desk.version = 9;
  link.start();
  await until("noticed", () => log.lines.some(({ text }) => text.includes("another version")));
  assert.equal(desk.hellos, [], "nothing is proven to it");
  assert.not(link.isOnline);
});

test("a desk that does not know the device is logged with its reason", async ({ desk, log }) => {
  const stranger = generateKeyPairSync("ed25519").privateKey;
  const certificate = { device: "kiosk-1", publicKey: rawPublicKey(stranger), signature: "" };
  const options = {
    url: `${desk.url}/ws/device`,
    signer: () => createSigner(stranger, certificate),
    clock: systemClock,
    log,
    random: () => 0.9,
  };
  const link = new DeskLink(options, { onOnline() {}, onOffline() {}, onMessage() {} });
  link.start();
  await until("refused", () => log.lines.some(({ facts }) => facts["code"] === "unknown-device"));
  assert.not(link.isOnline);
  link.stop();
});

test("in a contact it comes back at once, then ever more slowly; idle it takes its time", async ({ desk, link, delays, log }) => {
  link.setInContact(true);
  link.start();
  await until("online", () => link.isOnline);
  await desk.stop();
  await until("tried some times", () => log.lines.filter(({ text }) => text === "no connection to the desk").length >= 4);
  assert.equal(delays.slice(0, 4), [0, 100, 200, 400]);
});

test("a customer who asks while it idles is not kept waiting for the idle pause", async (context) => {
  const { desk, link } = context;
  link.start();
  await until("online", () => link.isOnline);
  context.random = 0.99;
  await desk.stop();
  await until("offline", () => !link.isOnline);
  await desk.start();
  link.setInContact(true);
  await until("online", () => link.isOnline);
});

test("a body that is no message is left out, and the link goes on", async ({ desk, link, inbox, log }) => {
  link.start();
  await until("online", () => link.isOnline);
  for (const body of [null, 5, {}, { type: "desk/please" }, { ...PRESENCE, more: 1 }, { type: "contact/queued", contact: 5 }])
    desk.sendBody(body);
  desk.send(PRESENCE);
  await inbox.next("desk/presence");
  assert.is(log.lines.filter(({ text }) => text.includes("left out")).length, 6);
  assert.is(inbox.all.length, 1);
});

test("a frame that is no message ends the connection, and the next one serves", async ({ desk, link, online, inbox, log }) => {
  link.setInContact(true);
  link.start();
  for (const [n, text] of ["{", '{"type":"hello/again"}', "x".repeat(70_000), "x".repeat(200_000)].entries()) {
    await until("online", () => online.length === n + 1 && link.isOnline);
    desk.sendRaw(text);
    await until("offline", () => !link.isOnline);
  }
  await until("online", () => link.isOnline);
  desk.send(PRESENCE);
  await inbox.next("desk/presence");
  assert.ok(log.lines.some(({ text }) => text.includes("no message")));
});

test("a missing number ends the connection, and the desk's messages come whole", async ({ desk, link, inbox, online }) => {
  link.setInContact(true);
  link.start();
  await until("online", () => link.isOnline);
  desk.sendRaw(JSON.stringify({ type: "link/envelope", seq: 7, ack: 0, body: PRESENCE }));
  await until("again", () => online.length === 2);
  desk.send(PRESENCE);
  await inbox.next("desk/presence");
  assert.is(inbox.all.length, 1);
});

test("survives whatever a desk sends", async ({ desk, link, inbox }) => {
  const random = seeded(17);
  const goods = [PRESENCE, { type: "contact/queued", contact: "c", position: 1, etaSeconds: null }];
  link.setInContact(true);
  link.start();
  for (let n = 0; n < 3000; n++) {
    if (!link.isOnline) await until("online", () => link.isOnline);
    if (random(60) === 0) desk.sendRaw(mutated({ type: "link/envelope", seq: random(9), ack: random(9), body: PRESENCE }, random));
    else {
      let body: unknown = null;
      try {
        body = JSON.parse(mutated(goods[random(2)] as object, random));
      } catch {
        // Not JSON: an envelope cannot carry it.
      }
      if (JSON.stringify(body).length < 60_000) desk.sendBody(body);
    }
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until("online", () => link.isOnline);
  const known = new Set(["desk/presence", "contact/queued"]);
  assert.ok(inbox.all.every(({ type }) => known.has(type)));
});

test("a desk that is away for long does not fill the memory", ({ link, log }) => {
  for (let n = 0; n < 1100; n++) link.send({ type: "contact/cancel", contact: `c${n}` });
  assert.is(log.lines.filter(({ level }) => level === "error").length, 100);
});

test.run();
