import { suite } from "uvu";
import * as assert from "uvu/assert";
import { systemClock } from "./clock.ts";
import { MOST_MALFORMED } from "./control.ts";
import { ControlLab, ON_BUTTON } from "./testing/control-lab.ts";
import { until } from "./testing/inbox.ts";
import { Lab } from "./testing/lab.ts";

const test = suite<{ lab: Lab }>("control between real sockets");
test.before.each(async (context) => {
  context.lab = await new Lab().start();
});
test.after.each(({ lab }) => lab.stop());

/** A place on the output as the agent sends it. */
const at = ({ x, y }: { x: number; y: number }) => ({ x: x / 1280, y: y / 800 });
const ON_APP = { x: 0.25, y: 0.75 };
const INJECTED = ["screen/pointer", "screen/button", "screen/wheel", "screen/key", "screen/text"];

/** What of the agent's hand has reached screen so far. */
function injected({ peers }: ControlLab): string[] {
  return peers.screen.inbox.all.map(({ type }) => type).filter((type) => INJECTED.includes(type));
}

/** Everything that was sent on the input socket before has been read, when this refused event has been told. */
async function settled(control: ControlLab, grant: number): Promise<void> {
  control.input.event({ kind: "key", grant: (grant % 0xffff) + 1, code: 30, down: true });
  await control.peers.media.inbox.next("media/control", ({ body }) => body.type === "control/refused");
}

test("asked, allowed by the customer's own finger, the agent's hand reaches the kiosk", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen, panel } = control.peers;
  const grant = await control.granted();
  control.input.event({ kind: "button", grant, button: 0, down: true, x: 0.25, y: 0.5 });
  control.input.event({ kind: "button", grant, button: 0, down: false, x: 0.25, y: 0.5 });
  control.input.event({ kind: "key", grant, code: 30, down: true });
  control.input.event({ kind: "text", grant, text: "Grüße" });
  const pointer = await screen.inbox.next("screen/pointer");
  assert.equal([pointer.x, pointer.y], [320, 400]);
  assert.ok((await screen.inbox.next("screen/button")).down);
  assert.not((await screen.inbox.next("screen/button")).down);
  assert.ok((await screen.inbox.next("screen/key")).down);
  assert.is((await screen.inbox.next("screen/text")).text, "Grüße");
  const state = await panel.state(({ control: now }) => now === "granted");
  assert.equal([state.surface, state.controlKinds], ["box", ["touch", "type"]]);
  await lab.desk.inbox.next("contact/marks", ({ marks: [mark] }) => mark?.name === "control-granted");
  const rights = lab.desk.inbox.all.filter((message) => message.type === "contact/rights");
  assert.equal(
    rights.map(({ right, change, by }) => `${right} ${change} ${by}`),
    [
      ...["view granted customer", "hear granted customer", "touch asked agent", "type asked agent"],
      ...["touch granted customer", "type granted customer"],
    ],
  );
});

test("on a scaled output the finger counts in the picture's pixels, and the agent's pointer goes by them", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen, media } = control.peers;
  const place = { name: "DSI-1", transform: 3, x: 0, y: 0, width: 1280, height: 800 };
  screen.send({ type: "screen/output", width: 2560, height: 1600, outputs: [place] });
  await media.inbox.next("media/control", ({ body }) => body.type === "screen/describe" && body.width === 2560);
  const question = await control.asked();
  control.tap();
  control.allow(question);
  await until("the word was weighed", () => lab.log.lines.some(({ facts }) => JSON.stringify(facts).includes("no physical touch")));
  control.tap({ x: ON_BUTTON.x * 2, y: ON_BUTTON.y * 2 });
  control.allow(question);
  await control.shows("box");
  const { grant } = await control.told("granted", "allowed");
  control.input.event({ kind: "move", grant, sequence: 1, x: 0.25, y: 0.75 });
  const pointer = await screen.inbox.next("screen/pointer");
  assert.equal([pointer.x, pointer.y], [640, 1199]);
});

test("without an output no touch counts ", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const question = await control.asked();
  control.peers.screen.send({ type: "screen/output", width: 0, height: 0, outputs: [] });
  await until("the daemon to know", () => lab.log.lines.some(({ text, facts }) => text === "output" && facts.width === 0));
  control.tap();
  control.allow(question);
  await until("the word was weighed", () => lab.log.lines.some(({ facts }) => JSON.stringify(facts).includes("no physical touch")));
  const rights = lab.desk.inbox.all.filter((message) => message.type === "contact/rights");
  assert.not(rights.some(({ right, change }) => right === "touch" && change === "granted"));
});

test("fingers and hover come through; without a touch screen the first finger is the pointer", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted(["touch"]);
  control.input.event({ kind: "move", grant, sequence: 1, ...ON_APP }, "pointer");
  control.input.event({ kind: "touch", grant, finger: 3, phase: "down", ...ON_APP });
  control.input.event({ kind: "touch", grant, finger: 4, phase: "down", ...ON_APP });
  control.input.event({ kind: "touch", grant, finger: 3, phase: "up", ...ON_APP });
  control.input.event({ kind: "wheel", grant, dx: 0, dy: 120, ...ON_APP });
  await control.peers.screen.inbox.next("screen/wheel");
  const pressed = ["screen/pointer", "screen/pointer", "screen/button", "screen/button", "screen/pointer", "screen/wheel"];
  assert.equal(injected(control), pressed);
});

test("the panel's word without a physical touch on the button is left out, and the question stays", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const question = await control.asked();
  control.allow(question);
  await until("the word is refused", () => lab.log.lines.some(({ facts }) => facts["event"] === "customer/allowed"));
  control.tap({ x: 10, y: 10 });
  control.allow(question);
  await until("again", () => lab.log.lines.filter(({ facts }) => facts["event"] === "customer/allowed").length === 2);
  assert.is(lab.desk.inbox.all.filter((message) => message.type === "contact/rights" && message.change === "granted").length, 2);
  control.tap();
  control.allow(question);
  await control.told("granted", "allowed");
});

test("the panel's word may be quicker than the touch it is about", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const question = await control.asked();
  const atMs = systemClock.nowMs();
  control.allow(question);
  await control.peers.panel.state(({ question: shown }) => shown?.number === question);
  control.finger("down", ON_BUTTON, atMs);
  control.finger("up", ON_BUTTON, atMs);
  await control.told("granted");
});

test("a tap that was on its way when the question appeared does not answer it", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  control.finger("down");
  const question = await control.asked(["touch"], systemClock.nowMs());
  control.finger("up");
  control.allow(question);
  await until("the word is refused", () => lab.log.lines.some(({ facts }) => facts["event"] === "customer/allowed"));
  control.peers.panel.answer("deny", { question });
  assert.is((await control.told("none")).reason, "declined");
});

test("nothing that the agent injects can answer: the gate is shut before the question is drawn", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted(["touch"]);
  control.input.event({ kind: "touch", grant, finger: 0, phase: "down", ...ON_APP });
  await control.peers.screen.inbox.next("screen/button", ({ down }) => down);
  const question = await control.asked(["type"]);
  const order = control.peers.screen.inbox.all.map(({ type }) => type);
  assert.ok(order.lastIndexOf("screen/release") > order.lastIndexOf("screen/button"), "all was let go of");
  const before = injected(control).length;
  for (const phase of ["down", "up"] as const) control.input.event({ kind: "touch", grant, finger: 1, phase, ...at(ON_BUTTON) });
  for (const down of [true, false]) control.input.event({ kind: "key", grant, code: 28, down });
  control.input.event({ kind: "touch", grant, finger: 2, phase: "down", x: 0.5, y: 0.002 });
  control.allow(question);
  await settled(control, grant);
  assert.is(injected(control).length, before);
  await until("the word is refused", () => lab.log.lines.some(({ facts }) => facts["event"] === "customer/allowed"));
});

test("the question opens the panel and leaves it as it was", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const question = await control.asked();
  await control.peers.host.inbox.next("host/surface", ({ mode }) => mode === "panel");
  control.peers.panel.answer("deny", { question });
  await control.peers.host.inbox.next("host/surface", ({ mode }) => mode === "box");
  assert.is((await control.told("none")).reason, "declined");
  await lab.desk.inbox.next("contact/rights", ({ change, by }) => change === "declined" && by === "customer");
  control.console({ type: "control/ask", kinds: ["touch"] });
  assert.is((await control.told("none", "asked-too-often")).reason, "asked-too-often");
});

for (const [what, close] of [
  ["closing the panel", (control: ControlLab) => control.peers.panel.act("close")],
  ["swiping it away", (control: ControlLab) => void control.shows("box")],
] as const) {
  test(`${what} is a no`, async ({ lab }) => {
    const control = await ControlLab.start(lab);
    await control.asked();
    close(control);
    assert.is((await control.told("none")).reason, "declined");
  });
}

test("the customer ends control by one touch; what is on its way is refused and told", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await control.peers.screen.inbox.next("screen/key");
  control.peers.panel.act("stop-control");
  await control.peers.screen.inbox.next("screen/release");
  assert.is((await control.told("none")).reason, "ended-by-customer");
  await lab.desk.inbox.next("contact/rights", ({ change, by, right }) => change === "ended" && by === "customer" && right === "type");
  const before = injected(control).length;
  control.input.event({ kind: "key", grant, code: 31, down: true });
  await control.peers.media.inbox.next("media/control", ({ body }) => body.type === "control/refused" && body.why === "not-granted");
  assert.is(injected(control).length, before);
});

test("the agent gives control back, and may ask again at once", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  await control.granted();
  control.console({ type: "control/release" });
  assert.is((await control.told("none")).reason, "ended-by-agent");
  await control.peers.panel.state(({ notice }) => notice === "control-ended");
  await control.granted();
});

test("the customer's finger has the glass: everything is let go of, a second later the agent goes on", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.input.event({ kind: "key", grant, code: 42, down: true });
  await control.peers.screen.inbox.next("screen/key");
  control.peers.screen.inbox.clear();
  control.tap({ x: 20, y: 700 });
  await control.peers.screen.inbox.next("screen/release");
  await control.told("paused", "customer-touching");
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await control.told("granted", "allowed");
  assert.is(injected(control).filter((type) => type === "screen/key").length, 1);
  control.input.event({ kind: "key", grant, code: 31, down: true });
  await control.peers.screen.inbox.next("screen/key", ({ code }) => code === 31);
});

test("keys stop while our shell has the keyboard, touches beside it go on", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.input.event({ kind: "key", grant, code: 42, down: true });
  await control.peers.screen.inbox.next("screen/key");
  control.peers.screen.inbox.clear();
  control.peers.host.send({ type: "host/focus", shell: true });
  await control.peers.screen.inbox.next("screen/release");
  await control.told("granted", "help-in-front");
  control.input.event({ kind: "text", grant, text: "not there" });
  control.input.event({ kind: "button", grant, button: 0, down: true, ...ON_APP });
  await control.peers.screen.inbox.next("screen/button");
  assert.not(injected(control).includes("screen/text"));
  control.peers.host.send({ type: "host/focus", shell: false });
  await control.told("granted", "allowed");
  control.input.event({ kind: "text", grant, text: "there" });
  await control.peers.screen.inbox.next("screen/text");
});

test("without a grant nothing passes, and the console hears why", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  for (let grant = 0; grant < 50; grant++) control.input.event({ kind: "key", grant, code: 30, down: true });
  const { body } = await control.peers.media.inbox.next("media/control", (message) => message.body.type === "control/refused");
  assert.ok(body.type === "control/refused" && body.why === "not-granted");
  assert.equal(injected(control), []);
});

test("touches on our own surfaces are left out and told", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted(["touch"]);
  control.input.event({ kind: "touch", grant, finger: 0, phase: "down", ...at({ x: 1000, y: 100 }) });
  const { body } = await control.peers.media.inbox.next("media/control", (message) => message.body.type === "control/refused");
  assert.equal(body, { type: "control/refused", why: "own-surface", count: 1 });
  assert.equal(injected(control), []);
});

test("a text that is not typed is told by its own number: what came after it is left out, and the agent hears why", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen, media } = control.peers;
  const grant = await control.granted();
  for (const text of ["first", "second"]) control.input.event({ kind: "text", grant, text });
  control.input.event({ kind: "key", grant, code: 28, down: true });
  const first = await screen.inbox.next("screen/text");
  const second = await screen.inbox.next("screen/text");
  screen.send({ type: "screen/typed", serial: first.serial });
  screen.inbox.clear();
  // Of a text that is none of these, as one that was forgotten: nothing.
  screen.send({ type: "screen/untyped", serial: first.serial, message: "late" });
  screen.send({ type: "screen/untyped", serial: second.serial, message: "the compositor has gone" });
  await screen.inbox.next("screen/release");
  const { body } = await media.inbox.next("media/control", (message) => message.body.type === "control/refused");
  assert.equal(body, { type: "control/refused", why: "not-typed", count: 1 });
  control.input.event({ kind: "key", grant, code: 30, down: true });
  assert.is((await screen.inbox.next("screen/key")).code, 30, "Enter was left out, and the hand works on");
  assert.is(lab.log.lines.filter(({ text }) => text === "screen did not type a text").length, 2);
});

test("what follows a text waits until it is typed; a release does not", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen } = control.peers;
  const grant = await control.granted();
  control.input.event({ kind: "text", grant, text: "first" });
  control.input.event({ kind: "text", grant, text: "second" });
  control.input.event({ kind: "key", grant, code: 28, down: true });
  control.input.event({ kind: "key", grant, code: 28, down: false });
  const first = await screen.inbox.next("screen/text");
  const second = await screen.inbox.next("screen/text");
  screen.send({ type: "screen/typed", serial: first.serial });
  screen.send({ type: "screen/typed", serial: second.serial });
  assert.ok((await screen.inbox.next("screen/key")).down);
  assert.equal(injected(control), ["screen/text", "screen/text", "screen/key", "screen/key"]);
  control.input.event({ kind: "text", grant, text: "third" });
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await screen.inbox.next("screen/text");
  screen.inbox.clear();
  control.input.event({ kind: "release", grant });
  await screen.inbox.next("screen/release");
  control.input.event({ kind: "key", grant, code: 31, down: true });
  assert.is((await screen.inbox.next("screen/key")).code, 31, "what waited is forgotten");
});

test("the lease on input is renewed while there is control, and not afterwards", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const { screen } = control.peers;
  assert.not(screen.inbox.all.some(({ type }) => type === "screen/input"));
  await control.granted();
  for (let n = 0; n < 3; n++) await screen.inbox.next("screen/input", ({ forMs }) => forMs === 250);
  control.console({ type: "control/release" });
  await control.told("none");
  await screen.inbox.next("screen/view");
  const leases = () => screen.inbox.all.filter(({ type }) => type === "screen/input").length;
  const before = leases();
  screen.inbox.clear();
  for (let n = 0; n < 3; n++) await screen.inbox.next("screen/view");
  assert.is(leases(), before);
});

test("media dies: everything is let go of, and in the next call control is asked for anew", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.input.event({ kind: "key", grant, code: 42, down: true });
  await control.peers.screen.inbox.next("screen/key");
  control.peers.screen.inbox.clear();
  await control.input.close();
  await control.peers.media.close();
  await control.peers.screen.inbox.next("screen/release");
  await lab.desk.inbox.next("contact/rights", ({ change, by }) => change === "ended" && by === "device");
  const media = await lab.media();
  const offer = await lab.offered(media);
  lab.desk.send(lab.console.answer(offer));
  await media.inbox.next("media/answer");
  media.send({ type: "media/state", state: "connected" });
  const { body } = await media.inbox.next("media/control", (message) => message.body.type === "control/state");
  assert.equal(body.type === "control/state" && [body.state, body.reason, body.kinds], ["none", "call-interrupted", []]);
});

test("media that hangs holds nothing down", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.input.event({ kind: "key", grant, code: 42, down: true });
  await control.peers.screen.inbox.next("screen/key");
  control.peers.screen.inbox.clear();
  control.isMediaSilent = true;
  await control.peers.screen.inbox.next("screen/release");
  control.isMediaSilent = false;
  await control.told("paused", "unavailable");
  await control.told("granted", "allowed");
});

test("a console that comes back after a loss starts with nothing", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  control.peers.media.send({ type: "media/state", state: "dead" });
  await control.peers.panel.state((state) => state.contact === "lost" && state.control === "none");
  control.peers.media.send({ type: "media/state", state: "connected" });
  assert.is((await control.told("none")).reason, "call-interrupted");
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await control.asked();
  assert.equal(injected(control), []);
});

test("a daemon that is restarted gives nothing back, and its grants have other numbers", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  const grant = await control.granted();
  await lab.stopDaemon();
  await lab.startDaemon();
  const host = await lab.host();
  const screen = await lab.screen();
  const media = await lab.media(true);
  const input = await lab.input();
  await lab.panel(host);
  host.send({ type: "host/rects", serial: 1, rects: [] });
  media.send({ type: "media/state", state: "connected" });
  const { body } = await media.inbox.next("media/control", (message) => message.body.type === "control/state");
  assert.equal(body.type === "control/state" && [body.state, body.kinds], ["none", []]);
  await screen.inbox.next("screen/view", ({ state }) => state === "live");
  input.event({ kind: "key", grant, code: 30, down: true });
  media.send({ type: "media/control", body: { type: "control/ask", kinds: ["type"] } });
  await media.inbox.next("media/control", (message) => message.body.type === "control/state" && message.body.state === "asking");
  assert.not(screen.inbox.all.some(({ type }) => INJECTED.includes(type)));
});

for (const name of ["screen", "host"] as const) {
  test(`without ${name} nothing passes; when it is back the agent goes on`, async ({ lab }) => {
    const control = await ControlLab.start(lab);
    const grant = await control.granted();
    await control.peers[name].close();
    await control.told("paused", "unavailable");
    if (name === "screen") await lab.screen();
    else await lab.host();
    assert.is((await control.told("granted", "allowed")).grant, grant);
  });
}

test("hidden from the agent is out of the agent's reach", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  await control.granted();
  control.peers.panel.act("hide-screen");
  await control.told("paused", "unavailable");
  control.peers.panel.act("show-screen");
  await control.told("granted", "allowed");
});

test("what is no input is counted; too much of it ends control, and the call goes on", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  await control.granted();
  for (let n = 0; n < MOST_MALFORMED; n++) control.input.sendBytes(Uint8Array.of(2, 0, 0, 0, n % 5, 99));
  await control.input.closed;
  assert.is((await control.told("none")).reason, "unavailable");
  assert.is((await control.peers.panel.state(({ control: now }) => now === "none")).contact, "live");
  const again = await lab.input();
  control.console({ type: "control/ask", kinds: ["touch"] });
  await control.told("none", "unavailable");
  await again.close();
});

test("an end key ends the contact at once, the view before anything else", async ({ lab }) => {
  const control = await ControlLab.start(lab);
  await control.granted();
  const key = (down: boolean, ago: number) => control.touch.send({ type: "touch/key", code: 1, down, atMs: systemClock.nowMs() - ago });
  control.peers.screen.inbox.clear();
  key(true, 1000);
  await control.peers.screen.inbox.next("screen/view", ({ state }) => state === "off");
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.by, end.contact], ["customer", control.contact]);
  await control.peers.panel.state((state) => state.contact === "wrapup" && state.control === "none");
});

test("a help key is as good as the gesture", async ({ lab }) => {
  const { host, panel } = await lab.neighbours();
  const touch = await lab.touch();
  touch.send({ type: "touch/key", code: 138, down: true, atMs: systemClock.nowMs() });
  await host.inbox.next("host/surface", ({ mode }) => mode === "panel");
  host.send({ type: "host/shown", mode: "panel", faceWidth: 0, faceHeight: 0, x: 0, y: 0 });
  await panel.state(({ contact, surface }) => contact === "panel" && surface === "panel");
  panel.act("talk");
  const { marks } = await lab.desk.inbox.next("contact/marks");
  assert.equal(
    marks.map(({ name }) => name),
    ["gesture", "panel-painted", "requested"],
  );
});

test.run();
