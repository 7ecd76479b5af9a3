import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FakeInput, FakeInputs } from "#native";
import type { DaemonToScreen } from "#protocol/local-screen";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeOutlet } from "../core/fake-ports.ts";
import { systemClock } from "./clock.ts";
import { ControlLab } from "./testing/control-lab.ts";
import { until } from "./testing/inbox.ts";
import { Lab } from "./testing/lab.ts";
import { ViewKeeper } from "./view-keeper.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-machine-"));
const mapPaths = { udev: folder, labwc: join(folder, "rc.xml") };
const test = suite<{ lab: Lab; inputs: FakeInputs; input: FakeInput }>("a kiosk with input devices of its own");
test.before.each(async (context) => {
  const inputs = new FakeInputs(systemClock);
  context.inputs = inputs;
  context.lab = new Lab();
  context.lab.extraConfig = "";
  writeFileSync(mapPaths.labwc, "<labwc_config/>");
  writeFileSync(join(mapPaths.udev, "c13:64"), "E:ID_INPUT_TOUCHSCREEN=1\n");
  await context.lab.start({ openInput: inputs.openInput, mapPaths });
  const [input] = inputs.opened;
  assert.ok(input);
  context.input = input;
});
test.after.each(({ lab }) => lab.stop());

test.after(() => rmSync(folder, { recursive: true }));

const ON_APP = { x: 0.25, y: 0.75 };
const ON_ALLOW = { x: 700 / 1280, y: 330 / 800 };

/** Asked, and allowed by a finger on the machine's own touch screen. */
async function granted(control: ControlLab, input: FakeInput): Promise<number> {
  const question = await control.asked();
  input.finger(0, "down", ON_ALLOW.x, ON_ALLOW.y);
  input.finger(0, "up", ON_ALLOW.x, ON_ALLOW.y);
  control.allow(question);
  return (await control.told("granted", "allowed")).grant;
}

test("the virtual devices are made at the question; until they are ready nothing passes", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  assert.not(input.isOpen);
  const question = await control.asked();
  assert.ok(input.isOpen);
  input.finger(0, "down", ON_ALLOW.x, ON_ALLOW.y);
  input.finger(0, "up", ON_ALLOW.x, ON_ALLOW.y);
  control.allow(question);
  const { grant } = await control.told("paused", "getting-ready");
  control.input.event({ kind: "key", grant, code: 31, down: true });
  await control.told("granted", "allowed");
  control.input.event({ kind: "touch", grant, finger: 7, phase: "down", ...ON_APP });
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await until("both are written", () => input.written.length === 2);
  const [touch, key] = input.written;
  assert.equal(key, { kind: "key", code: 30, down: true });
  assert.ok(touch?.kind === "touch" && touch.finger === 7 && Math.abs(touch.x - ON_APP.x) < 1e-4);
  control.console({ type: "control/release" });
  await control.told("none");
  await until("the devices are gone", () => !input.isOpen);
  assert.equal(
    input.written.slice(2).map((event) => "down" in event && event.down),
    [false, false],
    "all was let go of",
  );
});

test("a ready that was on its way from devices that are gone is not taken for the new ones'", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  const question = await control.asked();
  assert.ok(input.isOpen);
  input.tell({ kind: "ready", atMs: systemClock.nowMs() });
  input.finger(0, "down", ON_ALLOW.x, ON_ALLOW.y);
  input.finger(0, "up", ON_ALLOW.x, ON_ALLOW.y);
  control.allow(question);
  await control.told("paused", "getting-ready");
  input.tell({ kind: "ready", atMs: systemClock.nowMs() });
  const { grant } = await control.told("granted", "allowed");
  assert.ok(input.isReady, "said only once it is so");
  control.input.event({ kind: "key", grant, code: 30, down: true });
  await until("it is written", () => input.written.length === 1);
});

test("on a panel that is mounted turned and scaled the finger counts where it is, and the agent's hand goes where it was meant", async (world) => {
  const { lab, input } = world;
  writeFileSync(mapPaths.labwc, '<labwc_config><touch mapToOutput="DSI-1"/></labwc_config>');
  const control = await ControlLab.start(lab);
  const place = { name: "DSI-1", transform: 1, x: 0, y: 0, width: 1280, height: 800 };
  control.peers.screen.send({ type: "screen/output", width: 2560, height: 1600, outputs: [place] });
  await control.peers.media.inbox.next("media/control", ({ body }) => body.type === "screen/describe" && body.width === 2560);
  input.tell({ kind: "device", name: "Panel", present: true, isTouch: true, isPointer: false, firstFinger: 0, number: "13:64", atMs: 0 });
  const question = await control.asked();
  const touch = (x: number, y: number) => {
    for (const phase of ["down", "up"] as const) input.finger(0, phase, x, y);
  };
  // Where "Allow" would be on a panel that is mounted upright.
  touch(ON_ALLOW.x, ON_ALLOW.y);
  control.allow(question);
  await until("the word was weighed", () => lab.log.lines.some(({ facts }) => JSON.stringify(facts).includes("no physical touch")));
  touch(ON_ALLOW.y, 1 - ON_ALLOW.x);
  control.allow(question);
  const { grant } = await control.told("granted", "allowed");
  control.input.event({ kind: "touch", grant, finger: 7, phase: "down", x: 0.25, y: 0.9 });
  control.input.event({ kind: "move", grant, sequence: 1, x: 0.25, y: 0.9 });
  await until("both are written", () => input.written.length === 2);
  const places = input.written.map((event) => ("x" in event ? [event.x.toFixed(2), event.y.toFixed(2)] : []));
  // The hand's touch screen is mapped with all others; its pointer is mapped by nobody.
  assert.equal(places, [
    ["0.90", "0.75"],
    ["0.25", "0.90"],
  ]);
});

test("a pointer is drawn while there is a mouse, whenever panel and app come", async ({ lab, input }) => {
  const [host, app] = [await lab.host(), await lab.app()];
  const plug = (present: boolean) =>
    input.tell({ kind: "device", name: "Mouse", present, isTouch: false, isPointer: true, firstFinger: 48, number: "13:90", atMs: 0 });
  plug(true);
  assert.ok((await host.inbox.next("host/pointer")).shown);
  assert.ok((await app.inbox.next("app/pointer")).shown);
  const [laterHost, laterApp] = [await lab.host(), await lab.app()];
  assert.ok((await laterHost.inbox.next("host/pointer")).shown);
  assert.ok((await laterApp.inbox.next("app/pointer")).shown);
  plug(false);
  assert.not((await laterHost.inbox.next("host/pointer")).shown);
  assert.not((await laterApp.inbox.next("app/pointer")).shown);
});

test("what is granted is not asked again: the console hears how it stands", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  const grant = await granted(control, input);
  control.console({ type: "control/ask", kinds: ["type"] });
  assert.is((await control.told("granted", "allowed")).grant, grant);
});

test("devices that lapsed are made anew; meanwhile nothing passes", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  const grant = await granted(control, input);
  input.close();
  input.tell({ kind: "lapsed", atMs: systemClock.nowMs() });
  await control.told("paused", "getting-ready");
  assert.is((await control.told("granted", "allowed")).grant, grant);
});

test("the end key ends the contact at once, the view before anything else, and the next contact works", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  await granted(control, input);
  const { screen, media } = control.peers;
  screen.inbox.clear();
  input.press(1, true);
  await screen.inbox.next("screen/view", ({ state }) => state === "off");
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.by, end.contact], ["customer", control.contact]);
  await media.inbox.next("media/stop");
  assert.not(input.hasEnded, "the latch is open again");
  assert.not(input.isOpen);
  input.press(1, false);
  await control.peers.media.close();
  const next = { ...control.peers, media: await lab.media() };
  await lab.live(next);
  await screen.inbox.next("screen/view", ({ state }) => state === "live");
});

test("an end key that was held while the daemon hung ends the contact in the daemon that takes its place", async ({
  lab,
  inputs,
  input,
}) => {
  const control = await ControlLab.start(lab);
  await granted(control, input);
  await lab.stopDaemon();
  // As the native thread leaves it when the process ends before its JavaScript has heard of the key.
  input.press(1, true);
  await until("the key was held", () => input.hasEnded);
  await lab.startDaemon({ openInput: inputs.openInput });
  const end = await lab.desk.inbox.next("contact/end");
  assert.equal([end.by, end.contact], ["customer", control.contact]);
  const media = await lab.media(true);
  await media.inbox.next("media/stop");
});

test("a daemon that is let go with a grant opens nothing any more", async ({ lab, input }) => {
  const control = await ControlLab.start(lab);
  await granted(control, input);
  lab.log.lines.splice(0);
  await lab.stopDaemon();
  // Our sockets' ends are heard after that.
  await Promise.all([control.input.closed, control.peers.media.closed]);
  await new Promise(setImmediate);
  assert.equal(
    lab.log.lines.filter(({ level, text }) => level === "error" || text === "control"),
    [],
  );
  assert.not(input.isOpen);
});

test("a help key opens the panel", async ({ lab, input }) => {
  const { host } = await lab.neighbours();
  input.press(138, true);
  await host.inbox.next("host/surface", ({ mode }) => mode === "panel");
});

test("without uinput there is no control, and help goes on", async ({ lab }) => {
  await lab.stopDaemon();
  lab.log.lines.splice(0);
  const openInput = () => {
    throw new Error("no such device");
  };
  await lab.startDaemon({ openInput });
  const control = await ControlLab.start(lab);
  control.console({ type: "control/ask", kinds: ["touch"] });
  await control.told("none", "unavailable");
  assert.ok(lab.log.lines.some(({ facts }) => facts["error"] === "no such device"));
});

test.run();

const keeper = suite("view keeper and end key");
keeper("a daemon that hung while the end key was held never renews the view afterwards", () => {
  const screen = new FakeOutlet<DaemonToScreen>();
  const clock = new FakeClock();
  let hasEnded = false;
  const view = new ViewKeeper(screen, clock, () => (hasEnded ? "off" : "live"));
  view.follow();
  clock.advance(80);
  // The native thread sees the key while JavaScript hangs; the timer is the first to run afterwards.
  hasEnded = true;
  screen.take();
  clock.advance(80);
  assert.equal(
    screen.take().map((message) => message.type === "screen/view" && message.state),
    ["off"],
  );
  clock.advance(1000);
  assert.equal(screen.take(), []);
});
keeper.run();
