import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeInputs, OTHER_KEYS } from "#native";
import { FakeClock } from "../core/fake-clock.ts";
import { DeviceMaps } from "./device-maps.ts";
import { HELP_DEFAULTS } from "./help-config.ts";
import { PhysicalInput } from "./physical-input.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-maps-"));
const LANDSCAPE = { name: "DSI-1", transform: 0, x: 0, y: 0, width: 1280, height: 800 };
const PORTRAIT = { ...LANDSCAPE, transform: 1, width: 800, height: 1280 };

test.after(() => rmSync(folder, { recursive: true }));

function begin(help: Partial<typeof HELP_DEFAULTS> = {}) {
  const clock = new FakeClock();
  const inputs = new FakeInputs(clock);
  const did: string[] = [];
  const lines: string[] = [];
  const say = (_: object, text: string) => lines.push(text);
  const log = { info: say, warn: say, error: say };
  let outputs = [LANDSCAPE];
  const options = {
    openInput: inputs.openInput,
    help: { ...HELP_DEFAULTS, ...help },
    endMark: "/run/end",
    maps: new DeviceMaps({ udev: folder, labwc: join(folder, "rc.xml") }, log),
    outputs: () => outputs,
    clock,
    log,
  };
  const physical = new PhysicalInput(options, {
    onPhysical: (event) => did.push(event.kind === "touch" ? `${event.phase} ${event.x} ${event.y}` : `${event.kind} ${event.down}`),
    onPointer: (isThere) => did.push(`pointer ${isThere}`),
    onHelp: () => did.push("help"),
    onEnd: () => did.push("end"),
    onDevices: (kind) => did.push(`devices ${kind}`),
  });
  physical.start();
  const [device] = inputs.opened;
  if (!device) throw new Error("PhysicalInput must open the devices at its start");
  const take = () => did.splice(0);
  return { clock, inputs, device, physical, take, lines, setOutputs: (now: typeof outputs) => (outputs = now) };
}

test("tells touches in logical pixels of the output", () => {
  const { device, take, setOutputs } = begin();
  device.finger(3, "down", 0.5, 0.25);
  assert.equal(take(), ["down 640 200"]);
  setOutputs([]);
  device.finger(3, "up", 0.5, 0.25);
  assert.equal(take(), ["up NaN NaN"]);
  device.tell({ kind: "click", down: true, atMs: 1 });
  assert.equal(take(), ["click true"]);
});

test("a touch is where the compositor takes it: calibrated, mapped and turned", () => {
  const { device, take, setOutputs, lines } = begin();
  const touchScreen = { kind: "device", present: true, isTouch: true, isPointer: false, atMs: 1 } as const;
  const one = (finger: number) => {
    device.finger(finger, "down", 0.25, 0.1);
    return take();
  };
  writeFileSync(join(folder, "rc.xml"), '<labwc_config><touch deviceName="Mapped" mapToOutput="DSI-1"/></labwc_config>');
  writeFileSync(join(folder, "c13:65"), "E:ID_INPUT=1\n");
  writeFileSync(join(folder, "c13:66"), "E:LIBINPUT_CALIBRATION_MATRIX=0 -1 1 1 0 0\n");
  device.tell({ ...touchScreen, name: "Plain", firstFinger: 0, number: "13:64" });
  device.tell({ ...touchScreen, name: "Mapped", firstFinger: 16, number: "13:65" });
  device.tell({ ...touchScreen, name: "Calibrated", firstFinger: 32, number: "13:66" });
  setOutputs([PORTRAIT]);
  assert.equal([one(15), one(16), one(47)], [["down 200 128"], ["down 720 320"], ["down 720 320"]]);
  // The next one to come in the place of another is mapped anew.
  device.tell({ ...touchScreen, name: "Calibrated", firstFinger: 32, number: "13:66", present: false });
  device.tell({ ...touchScreen, name: "Mapped", firstFinger: 32, number: "13:99" });
  writeFileSync(join(folder, "c13:99"), "E:WL_OUTPUT=HDMI-A-1\n");
  assert.equal(one(33), ["down 200 128"]);
  assert.is(lines.filter((line) => line === "udev says nothing of a device: it is taken as it is").length, 1);
});

test("a touch that nobody can place says so once", () => {
  const { device, take, setOutputs, lines } = begin();
  writeFileSync(join(folder, "c13:70"), "E:LIBINPUT_CALIBRATION_MATRIX=1 1 0 1 1 0\n");
  device.tell({ kind: "device", present: true, isTouch: true, isPointer: false, name: "Bent", firstFinger: 0, number: "13:70", atMs: 1 });
  device.tell({ kind: "device", present: true, isTouch: true, isPointer: false, name: "Plain", firstFinger: 16, number: "13:71", atMs: 1 });
  const told = (words: string) => lines.filter((line) => line.includes(words)).length;
  for (let turn = 0; turn < 3; turn++) for (const phase of ["down", "up"] as const) device.finger(0, phase, 0.5, 0.5);
  assert.equal(new Set(take().map((line) => line.split(" ").slice(1).join(" "))), new Set(["NaN NaN"]));
  assert.is(told("touches on this device confirm nothing"), 1);
  device.finger(16, "down", 0.5, 0.5);
  setOutputs([]);
  for (let turn = 0; turn < 3; turn++) device.finger(16, "move", 0.5, turn / 3);
  assert.is(told("nobody can say where a touch lies"), 1);
});

test("says when a mouse comes and when the last one goes", () => {
  const { device, take } = begin();
  const plug = (firstFinger: number, isPointer: boolean, present: boolean) =>
    device.tell({ kind: "device", name: "Any", present, isTouch: !isPointer, isPointer, firstFinger, number: "13:80", atMs: 1 });
  plug(0, false, true);
  assert.equal(take(), []);
  plug(16, true, true);
  plug(32, true, true);
  plug(16, true, false);
  plug(0, false, false);
  assert.equal(take(), ["pointer true"]);
  plug(32, true, false);
  assert.equal(take(), ["pointer false"]);
});

test("asks for the help keys and the keys that confirm by name, and for no others", () => {
  const { device } = begin({ keys: [138, 28] });
  assert.equal(device.options.keys, [138, 28, 57, 96, OTHER_KEYS]);
  assert.equal([device.options.endKey, device.options.endHoldMs, device.options.renewMs], [1, 1000, 250]);
  assert.is(begin({ endKey: 0 }).device.options.endKey, null);
});

test("whoever types is seen to be there; which keys they are is not", () => {
  const { device, take } = begin();
  for (const down of [true, false]) for (const code of [30, 31]) device.press(code, down);
  assert.equal(take(), ["key true", "key false"]);
});

test("a help key asks for help, an end key ends", () => {
  const { device, clock, take } = begin({ longPressMs: 500 });
  device.press(138, true);
  assert.equal(take(), ["key true"]);
  clock.advance(500);
  device.press(138, false);
  assert.equal(take(), ["help", "key false"]);
  device.press(1, true);
  clock.advance(1000);
  assert.equal(take(), ["devices end", "end"]);
});

test("passes on the word of the virtual devices", () => {
  const { physical, clock, take, device } = begin();
  physical.native.open();
  for (let turn = 0; turn < 20; turn++) {
    clock.advance(80);
    physical.native.renew();
  }
  assert.equal(take(), ["devices ready"]);
  clock.advance(250);
  assert.equal(take(), ["devices lapsed"]);
  assert.is(device.isOpen, false);
});

test("starts once, stops twice, and leaves nothing behind", () => {
  const { physical, inputs, clock, device, take, lines } = begin({ longPressMs: 500 });
  physical.start();
  assert.is(inputs.opened.length, 1);
  device.tell({ kind: "trouble", message: "cannot read", atMs: 1 });
  device.tell({
    kind: "device",
    name: "A touch screen",
    present: true,
    isTouch: true,
    isPointer: false,
    firstFinger: 0,
    number: "13:64",
    atMs: 1,
  });
  assert.equal(lines, ["cannot read", "an input device came"]);
  device.press(138, true);
  physical.stop();
  physical.stop();
  clock.advance(5000);
  assert.equal(take(), ["key true"]);
  assert.is(clock.pending, 0);
  assert.throws(() => physical.native, /start\(\) comes first/);
});

test.run();
