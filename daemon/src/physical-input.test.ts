import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeInputs, OTHER_KEYS } from "#native";
import { FakeClock } from "../core/fake-clock.ts";
import { HELP_DEFAULTS } from "./help-config.ts";
import { PhysicalInput } from "./physical-input.ts";

function begin(help: Partial<typeof HELP_DEFAULTS> = {}) {
  const clock = new FakeClock();
  const inputs = new FakeInputs(clock);
  const did: string[] = [];
  const lines: string[] = [];
  const log = { info: (_: object, text: string) => lines.push(text), warn: (_: object, text: string) => lines.push(text), error() {} };
  let output: { width: number; height: number } | null = { width: 1280, height: 800 };
  const options = {
    openInput: inputs.openInput,
    help: { ...HELP_DEFAULTS, ...help },
    endMark: "/run/end",
    output: () => output,
    clock,
    log,
  };
  const physical = new PhysicalInput(options, {
    onPhysical: (event) => did.push(event.kind === "touch" ? `${event.phase} ${event.x} ${event.y}` : `${event.kind} ${event.down}`),
    onHelp: () => did.push("help"),
    onEnd: () => did.push("end"),
    onDevices: (kind) => did.push(`devices ${kind}`),
  });
  physical.start();
  const [device] = inputs.opened;
  if (!device) throw new Error("PhysicalInput must open the devices at its start");
  const take = () => did.splice(0);
  return { clock, inputs, device, physical, take, lines, setOutput: (size: typeof output) => (output = size) };
}

test("tells touches in pixels of the output", () => {
  const { device, take, setOutput } = begin();
  device.finger(3, "down", 0.5, 0.25);
  assert.equal(take(), ["down 640 200"]);
  setOutput(null);
  device.finger(3, "up", 0.5, 0.25);
  assert.equal(take(), ["up NaN NaN"]);
  device.tell({ kind: "click", down: true, atMs: 1 });
  assert.equal(take(), ["click true"]);
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
  device.tell({ kind: "device", name: "A touch screen", present: true, isTouch: true, atMs: 1 });
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
