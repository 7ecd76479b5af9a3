import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { callText, fingerprintOf } from "#protocol/signing";
import { isSignedBy } from "./identity.ts";
import { CANDIDATE, Lab } from "./testing/lab.ts";
import { sdpWith } from "./testing/test-console.ts";

const test = suite<{ lab: Lab }>("daemon between real sockets");
test.before.each(async (context) => {
  context.lab = await new Lab().start();
});
test.after.each(({ lab }) => lab.stop());

test("carries one contact from the gesture to the goodbye", async ({ lab }) => {
  const { host, screen, media, panel } = await lab.neighbours();
  host.send({ type: "host/gesture", kind: "swipe", atMs: 1000 });
  host.send({ type: "host/painted", atMs: 1100 });
  host.send({ type: "host/shown", mode: "panel", faceWidth: 320, faceHeight: 240 });
  assert.is((await panel.state(({ contact }) => contact === "panel")).surface, "panel");

  const contact = await lab.accepted(panel);
  const marks = await lab.desk.inbox.next("contact/marks");
  assert.equal(
    marks.marks.map(({ name }) => name),
    ["gesture", "panel-painted", "requested"],
  );
  assert.is(marks.marks[0]?.atMs, 1000);
  assert.is((await panel.state((state) => state.contact === "connecting")).agentName, "Ann");
  await host.inbox.next("host/surface", ({ mode }) => mode === "box");

  const start = await media.inbox.next("media/start");
  assert.equal(start.iceServers, [{ urls: ["stun:127.0.0.1:9"] }]);
  const box = await media.inbox.next("media/face-box", ({ width }) => width > 0);
  assert.equal([box.width, box.height], [320, 240]);
  // A candidate that is quicker than its offer waits for it.
  media.send({ type: "media/candidate", candidate: CANDIDATE });
  const sdp = sdpWith("A");
  media.send({ type: "media/offer", sdp, fingerprint: `sha-256 ${Array.from({ length: 32 }, () => "AA").join(":")}` });
  const offer = await lab.desk.inbox.next("call/offer");
  assert.equal((await lab.desk.inbox.next("call/candidate")).candidate, CANDIDATE);

  // A candidate that is quicker than its answer waits, too.
  lab.desk.send({ type: "call/candidate", contact, call: 1, candidate: CANDIDATE });
  const answer = lab.console.answer(offer);
  lab.desk.send(answer);
  assert.is((await media.inbox.next("media/answer")).sdp, answer.sdp);
  assert.equal((await media.inbox.next("media/candidate")).candidate, CANDIDATE);
  const order = media.inbox.all.map(({ type }) => type);
  assert.ok(order.indexOf("media/answer") < order.indexOf("media/candidate"));
  const confirm = await lab.desk.inbox.next("call/confirm");
  assert.is(confirm.claims.role, "device");
  assert.is(confirm.claims.consoleNonce, answer.claims.consoleNonce);
  assert.ok(isSignedBy(offer.certificate.publicKey, callText(confirm.claims), confirm.signature));

  await screen.inbox.next("screen/view", ({ state, forMs }) => state === "live" && forMs === 250);
  media.send({ type: "media/state", state: "connected" });
  await lab.desk.inbox.next("contact/connected");
  await media.inbox.next("media/microphone", ({ open }) => open);
  await media.inbox.next("media/view", ({ feeding }) => feeding);
  const describe = await media.inbox.next("media/control", ({ body }) => body.type === "screen/describe");
  assert.equal(describe.body, { type: "screen/describe", width: 1280, height: 800, stripRows: 8 });

  const asked = await panel.state((state) => state.contact === "live");
  assert.is(asked.sending, "off", "the indicator follows screen, not what was asked for");
  screen.send({ type: "screen/state", state: "live", frames: 1 });
  await panel.state(({ sending }) => sending === "live");
  await media.inbox.next("media/control", ({ body }) => body.type === "view/state" && body.state === "live");

  media.send({ type: "media/control", body: { type: "agent/media", camera: true, microphone: true } });
  media.send({ type: "media/face", shown: true, width: 320, height: 240, atMs: 2000 });
  await host.inbox.next("host/face", ({ shown }) => shown);
  await panel.state(({ agentCamera }) => agentCamera);
  host.send({ type: "host/face-painted", atMs: 2100 });
  media.send({ type: "media/control", body: { type: "view/seen", what: "stripe", atMs: 1 } });
  media.send({ type: "media/control", body: { type: "view/seen", what: "whole", atMs: 2 } });
  for (const name of ["agent-first-frame", "screen-first-stripe", "screen-whole"]) {
    await lab.desk.inbox.next("contact/marks", ({ marks: [mark] }) => mark?.name === name);
  }

  panel.act("hide-screen");
  await screen.inbox.next("screen/view", ({ state }) => state === "hidden");
  screen.send({ type: "screen/state", state: "hidden", frames: 9 });
  await panel.state(({ sending }) => sending === "hidden");
  const hidden = await media.inbox.next("media/control", ({ body }) => body.type === "view/state" && body.state === "hidden");
  assert.ok(hidden.body.type === "view/state" && hidden.body.reason === "hidden by the customer");
  panel.act("show-screen");
  await screen.inbox.next("screen/view", ({ state }) => state === "live");
  panel.act("mute");
  await media.inbox.next("media/microphone", ({ open }) => !open);

  panel.act("end");
  await screen.inbox.next("screen/view", ({ state }) => state === "off");
  await media.inbox.next("media/control", ({ body }) => body.type === "contact/ended");
  await media.inbox.next("media/stop");
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.contact, end.by], [contact, "customer"]);
  await host.inbox.next("host/face", ({ shown }) => !shown);
  await lab.desk.inbox.next("contact/marks", ({ marks: [mark] }) => mark?.name === "ended");
  assert.is((await panel.state((state) => state.contact === "wrapup")).notice, "ended");

  await media.close();
  const next = await lab.media();
  panel.act("talk");
  const again = await lab.desk.inbox.next("contact/request");
  assert.is.not(again.contact, contact);
  lab.desk.send({ type: "contact/accepted", contact: again.contact, epoch: 1, agent: { id: "bob", name: "Bob" }, iceServers: [] });
  await next.inbox.next("media/start");
});

test("whether it helped goes to the desk, under the contact that it is about", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  neighbours.panel.act("feedback", true);
  neighbours.panel.act("end");
  await neighbours.panel.state((state) => state.contact === "wrapup");
  neighbours.panel.act("feedback");
  neighbours.panel.act("feedback", false);
  const said = await lab.desk.inbox.next("contact/feedback");
  assert.equal([said.contact, said.resolved], [contact, false], "none before the end, none without an answer");
});

test("renews the lease on frames while it lasts, and stops with the contact", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  for (let n = 0; n < 4; n++) await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "live");
  neighbours.panel.act("end");
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "off");
  const count = neighbours.screen.inbox.all.length;
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.is(neighbours.screen.inbox.all.length, count, "nothing is renewed after the end");
});

for (const [what, changes] of [
  ["a fingerprint that the desk has swapped", { sdp: sdpWith("E") }],
  ["a certificate for another agent", { agent: "mallory" }],
  ["a signature of another key", { signature: "AAAA" }],
] as const) {
  test(`refuses a call with ${what}, before media sees the answer`, async ({ lab }) => {
    const { media, panel, screen } = await lab.neighbours();
    const contact = await lab.accepted(panel);
    const offer = await lab.offered(media);
    lab.desk.send(lab.console.answer(offer, changes));
    const end = await lab.desk.inbox.next("contact/end");
    assert.equal([end.contact, end.by], [contact, "device"]);
    assert.is((await panel.state(({ notice }) => notice !== null)).notice, "not-trusted");
    await media.inbox.next("media/stop");
    assert.not(media.inbox.all.some(({ type }) => type === "media/answer"));
    assert.not(screen.inbox.all.some((message) => message.type === "screen/view" && message.state === "live"));
    assert.not(lab.desk.inbox.all.some(({ type }) => type === "call/confirm"));
  });
}

test("hidden before the call stays hidden in it, until the customer shows the screen", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  neighbours.panel.act("open");
  neighbours.panel.act("hide-screen");
  await lab.live(neighbours);
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "hidden");
  assert.not(neighbours.screen.inbox.all.some((message) => message.type === "screen/view" && message.state === "live"));
  neighbours.panel.act("show-screen");
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "live");
});

test("the host paints only what screen has promised to blank, and a new screen hears of it before any lease", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const { host, screen } = neighbours;
  await lab.live(neighbours);
  const rects = [{ x: 0, y: 0, width: 400, height: 300 }];
  host.send({ type: "host/rects", serial: 2, rects });
  const own = await screen.inbox.next("screen/own", (message) => message.rects.length === 1);
  assert.not(host.inbox.all.some((message) => message.type === "host/rects-applied" && message.serial === 2));
  screen.send({ type: "screen/own-applied", serial: own.serial });
  await host.inbox.next("host/rects-applied", ({ serial }) => serial === 2);

  await screen.close();
  await neighbours.panel.state(({ sending }) => sending === "off");
  host.send({ type: "host/rects", serial: 3, rects });
  await host.inbox.next("host/rects-applied", ({ serial }) => serial === 3);
  const next = await lab.screen();
  await next.inbox.next("screen/view", ({ state }) => state === "live");
  const order = next.inbox.all.map(({ type }) => type);
  assert.is(order[0], "screen/welcome");
  assert.is(order[1], "screen/own");
});

test("media that dies mid-call is replaced: a new call of the same contact, numbered anew", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  await neighbours.media.close();
  await neighbours.panel.state((state) => state.contact === "connecting" && state.notice === "reconnecting");
  const next = await lab.media();
  const offer = await lab.offered(next);
  assert.equal([offer.contact, offer.call], [contact, 2]);
  lab.desk.send(lab.console.answer(offer));
  await next.inbox.next("media/answer");
  next.send({ type: "media/state", state: "connected" });
  await neighbours.panel.state((state) => state.contact === "live" && state.notice === null);
});

test("a dead heartbeat is told to desk and customer, ends the picture, and heals", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  neighbours.media.send({ type: "media/state", state: "dead" });
  await lab.desk.inbox.next("contact/interrupted");
  await neighbours.panel.state((state) => state.contact === "lost" && state.notice === "reconnecting");
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "off");
  neighbours.media.send({ type: "media/state", state: "connected" });
  await neighbours.panel.state((state) => state.contact === "live");
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "live");
});

test("the end by the agent over the control channel closes everything", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  neighbours.media.send({ type: "media/control", body: { type: "contact/end", reason: "done" } });
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.contact, end.by], [contact, "agent"]);
  assert.is((await neighbours.panel.state((state) => state.contact === "wrapup")).notice, "agent-ended");
  await neighbours.media.inbox.next("media/stop");
});

test("the end by the agent over the desk closes everything, and the console hears it directly, too", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  lab.desk.send({ type: "contact/ended", contact, by: "agent", reason: "done" });
  await neighbours.media.inbox.next("media/control", ({ body }) => body.type === "contact/ended");
  await neighbours.media.inbox.next("media/stop");
  assert.is((await neighbours.panel.state((state) => state.contact === "wrapup")).notice, "agent-ended");
  assert.not(lab.desk.inbox.all.some(({ type }) => type === "contact/end"));
});

test("what a console sends against its schema is left out, and the call goes on", async ({ lab }) => {
  const { media, panel, ...rest } = await lab.neighbours();
  await lab.live({ media, panel, ...rest });
  for (const body of [
    null,
    5,
    "x",
    {},
    { type: "contact/please" },
    { type: "contact/end" },
    { type: "contact/end", reason: "x".repeat(300) },
  ]) {
    media.sendText(JSON.stringify({ type: "media/control", body }));
  }
  media.send({ type: "media/control", body: { type: "agent/media", camera: true, microphone: false } });
  const state = await panel.state(({ agentCamera }) => agentCamera);
  assert.is(state.contact, "live");
  assert.is(lab.log.lines.filter(({ text }) => text === "a message of the console is left out").length, 7);
});

test("an offer with another fingerprint than media says is not signed: the call begins anew", async ({ lab }) => {
  const { media, panel } = await lab.neighbours();
  await lab.accepted(panel);
  await media.inbox.next("media/start");
  media.send({ type: "media/offer", sdp: sdpWith("A"), fingerprint: fingerprintOf(sdpWith("B")) });
  await media.inbox.next("media/stop");
  await media.close();
  const offer = await lab.offered(await lab.media());
  assert.is(offer.call, 2);
  assert.is(lab.desk.inbox.all.filter(({ type }) => type === "call/offer").length, 1);
});

test("a new media process takes the place of one that does not end when it is told to", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  neighbours.panel.act("end");
  await neighbours.media.inbox.next("media/stop");
  const next = await lab.media();
  await neighbours.media.closed;
  neighbours.panel.act("talk");
  const { contact } = await lab.desk.inbox.next("contact/request");
  lab.desk.send({ type: "contact/accepted", contact, epoch: 1, agent: { id: "bob", name: "Bob" }, iceServers: [] });
  await next.inbox.next("media/start");
});

test("trouble with the screen is told to the desk and passes with the picture's return", async ({ lab }) => {
  const { screen } = await lab.neighbours();
  screen.send({ type: "screen/trouble", code: "compositor-lost", message: "gone", atMs: 1 });
  const words = "the display server is gone";
  await lab.desk.inbox.next("device/context", ({ context }) => context.healthNotes.includes(words));
  lab.desk.inbox.clear();
  screen.send({ type: "screen/state", state: "live", frames: 1 });
  await lab.desk.inbox.next("device/context", ({ context }) => !context.healthNotes.includes(words));
});

test("a unit that is brought back is told to the desk from the beginning, and to agents in words", async ({ lab }) => {
  await lab.stopDaemon();
  lab.desk.inbox.clear();
  writeFileSync(join(lab.folder, "labwc"), "crash-loop 1000\n");
  await lab.startDaemon({ troubleFolder: lab.folder });
  const { boot, troubles } = await lab.desk.inbox.next("device/trouble");
  assert.equal([boot, troubles], ["boot-1", [{ unit: "labwc", kind: "crash-loop", sinceMs: 1000 }]]);
  const words = "the display server crashes again and again";
  await lab.desk.inbox.next("device/context", ({ context }) => context.healthNotes.includes(words));
});

test("an app that hangs for longer than a moment is told to the desk", async ({ lab }) => {
  const app = await lab.app();
  app.send({ type: "app/web-process", state: "unresponsive" });
  const { troubles } = await lab.desk.inbox.next("device/trouble", (message) => message.troubles.length > 0);
  assert.equal(
    troubles.map(({ unit, kind }) => [unit, kind]),
    [["kiosk-app", "frozen"]],
  );
  app.send({ type: "app/web-process", state: "responsive" });
  await lab.desk.inbox.next("device/trouble", (message) => message.troubles.length === 0);
});

test("sound that fails is said to the customer in words", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  neighbours.media.send({ type: "media/trouble", code: "sound", message: "no microphone" });
  await neighbours.panel.state(({ notice }) => notice === "sound-failed");
});

test("after media/stop nothing of that process is heard", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  neighbours.panel.act("end");
  await neighbours.media.inbox.next("media/stop");
  neighbours.media.send({ type: "media/state", state: "connected" });
  neighbours.panel.act("close");
  const idle = await neighbours.panel.state((state) => state.contact === "idle");
  assert.is(idle.surface, "hidden");
});

test("page labels and health reach the desk; the finger moves the box out of its way", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const app = await lab.app();
  app.send({ type: "app/context", app: "Clinic", page: "Your name" });
  const { context } = await lab.desk.inbox.next("device/context", (message) => message.context.page === "Your name");
  assert.equal([context.app, context.locale, context.version], ["Clinic", "en", "1.2.3"]);
  app.send({ type: "app/web-process", state: "unresponsive" });
  await lab.desk.inbox.next("device/context", (message) => message.context.health === "bad");

  const touch = await lab.touch();
  await lab.live(neighbours);
  touch.send({ type: "touch/physical", phase: "down", x: 10, y: 20, atMs: 1 });
  assert.equal(await neighbours.host.inbox.next("host/avoid"), { type: "host/avoid", x: 10, y: 20 });
});

test("the clock's offset reaches desk and console", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const offset = await lab.desk.inbox.next("clock/offset");
  assert.is(offset.boot, "boot-1");
  assert.ok(Math.abs(offset.offsetMs - 1000) <= offset.errorMs + 1, JSON.stringify(offset));
  await lab.live(neighbours);
  const told = await neighbours.media.inbox.next("media/control", ({ body }) => body.type === "clock/device");
  assert.ok(told.body.type === "clock/device" && told.body.offsetMs === offset.offsetMs);
});

for (const forget of [false, true]) {
  const desk = forget ? "a desk without memory" : "the same desk";
  test(`the desk gone mid-contact: the call goes on, and the marks follow to ${desk}`, async ({ lab }) => {
    const neighbours = await lab.neighbours();
    await lab.live(neighbours);
    lab.desk.acknowledges = false;
    neighbours.media.send({ type: "media/control", body: { type: "view/seen", what: "whole", atMs: 2 } });
    neighbours.media.send({ type: "media/control", body: { type: "agent/media", camera: true, microphone: false } });
    await neighbours.panel.state(({ agentCamera }) => agentCamera);
    await lab.desk.stop(forget);
    const away = await neighbours.panel.state(({ online }) => !online);
    assert.is(away.contact, "live");
    await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "live");
    lab.desk.acknowledges = true;
    await lab.desk.start();
    await lab.desk.inbox.next("contact/marks", ({ marks }) => marks.some(({ name }) => name === "screen-whole"));
    assert.type(lab.desk.hellos.at(-1), "string", "it asks for its session");
    const connected = lab.desk.inbox.all.filter(({ type }) => type === "contact/connected").length;
    assert.is(connected, forget ? 2 : 1, "a desk that has forgotten hears that the call runs");
    neighbours.panel.act("end");
    await lab.desk.inbox.next("contact/end");
  });
}

test("a daemon that is restarted mid-call takes it up again: media, hidden and rights stay", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  neighbours.panel.act("hide-screen");
  await neighbours.screen.inbox.next("screen/view", ({ state }) => state === "hidden");
  await lab.stopDaemon();
  await neighbours.media.closed;
  await lab.startDaemon();

  const host = await lab.host();
  assert.is.not(host.token, neighbours.host.token, "a new token: the page has to load anew");
  host.send({ type: "host/rects", serial: 1, rects: [] });
  const screen = await lab.screen();
  const panel = await lab.panel(host);
  await host.inbox.next("host/surface", ({ mode }) => mode === "box");
  const media = await lab.media(true);
  media.send({ type: "media/state", state: "connected" });
  const live = await panel.state((state) => state.contact === "live");
  assert.is(live.agentName, "Ann");
  assert.not(
    media.inbox.all.some(({ type }) => type === "media/start"),
    "the call goes on: it is not started again",
  );
  assert.is((await lab.desk.inbox.next("contact/connected")).contact, contact);
  await screen.inbox.next("screen/view", ({ state }) => state === "hidden");
  assert.not(
    screen.inbox.all.some((message) => message.type === "screen/view" && message.state === "live"),
    "hidden survives",
  );
  panel.act("show-screen");
  await screen.inbox.next("screen/view", ({ state }) => state === "live");
  panel.act("end");
  assert.is((await lab.desk.inbox.next("contact/end")).contact, contact);
});

test("a daemon that is restarted while media has died begins a new call", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  await lab.stopDaemon();
  await lab.startDaemon();
  const offer = await lab.offered(await lab.media(false));
  assert.equal([offer.contact, offer.call], [contact, 2]);
});

test("after a reboot a call is over and the desk is told; nothing is shown to anybody", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  const contact = await lab.live(neighbours);
  await lab.stopDaemon();
  lab.boot = "boot-2";
  await lab.startDaemon();
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.contact, end.by], [contact, "device"]);
  const host = await lab.host();
  assert.is((await lab.panel(host)).inbox.all[0]?.type, "panel/state");
  const screen = await lab.screen();
  assert.not(screen.inbox.all.some(({ type }) => type === "screen/view"));
});

test("marks that a dead daemon could not deliver are delivered by the next", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  lab.desk.acknowledges = false;
  neighbours.panel.act("talk");
  await neighbours.panel.state((state) => state.contact === "queued");
  await lab.stopDaemon();
  lab.desk.acknowledges = true;
  await lab.startDaemon();
  const { contact } = await lab.desk.inbox.next("contact/request");
  const marks = await lab.desk.inbox.next("contact/marks");
  assert.is(marks.contact, contact);
  assert.ok(marks.marks.some(({ name }) => name === "requested"));
});

test("a session is logged by its transitions, and no line holds a secret", async ({ lab }) => {
  const neighbours = await lab.neighbours();
  await lab.live(neighbours);
  neighbours.panel.act("end");
  await lab.desk.inbox.next("contact/end");
  const moves = lab.log.lines.filter(({ text }) => text === "transition").map(({ facts }) => `${facts["from"]}→${facts["to"]}`);
  assert.equal(moves, ["idle→queued", "queued→offered", "offered→connecting", "connecting→live", "live→wrapup"]);
  const all = JSON.stringify(lab.log.lines);
  assert.not(all.includes(neighbours.host.token));
  assert.not(all.includes("candidate:1"));
  assert.not(all.includes("v=0"));
});

test("the desk is told that the device runs with its last good configuration", async ({ lab }) => {
  await lab.stopDaemon();
  await lab.startDaemon({ configFault: "line 6: media.startKbps: must be integer" });
  const isTold = (notes: readonly string[]) => notes.includes("its configuration is broken: line 6: media.startKbps: must be integer");
  await lab.desk.inbox.next("device/context", ({ context }) => isTold(context.healthNotes));
});

test("waiting for a desk that is away asks it as soon as it is there", async ({ lab }) => {
  const { panel } = await lab.neighbours();
  await lab.desk.stop();
  await panel.state(({ online }) => !online);
  panel.act("talk");
  assert.is((await panel.state((state) => state.contact === "queued")).notice, "desk-unreachable");
  await lab.desk.start();
  const { contact } = await lab.desk.inbox.next("contact/request");
  await panel.state(({ notice, online }) => online && notice === null);
  panel.act("cancel");
  assert.is((await lab.desk.inbox.next("contact/cancel")).contact, contact);
});

test.run();
