import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasOwnCalibration, mapOf, NO_PROPERTIES, outputOfTouch, readTouchEntries, readUdev } from "./device-map.ts";

const UDEV = `S:input/by-path/platform-touch-event
I:1512345
E:ID_INPUT=1
E:ID_INPUT_TOUCHSCREEN=1
E:LIBINPUT_CALIBRATION_MATRIX=0 -1 1 1 0 0
E:WL_OUTPUT=DSI-1
G:power-switch
V:1
`;
const RC = `<?xml version="1.0"?>
<labwc_config>
  <!-- <touch deviceName="Old panel" mapToOutput="VGA-1" /> -->
  <touch mapToOutput='DSI-1'/>
  <touch deviceName="Goodix &amp; Co" mapToOutput="DSI-2" mouseEmulation="no" />
  <touch deviceName="Other">
    <mapToOutput>HDMI-A-1</mapToOutput>
  </touch>
  <touch deviceName="goodix &amp; co" mapToOutput="DSI-3"></touch>
  <touch deviceName="Unmapped"/>
  <touchpad/>
</labwc_config>`;

test("reads udev's words for a device", () => {
  assert.equal(readUdev(UDEV), { calibration: "0 -1 1 1 0 0", output: "DSI-1" });
  assert.equal(readUdev("E:ID_INPUT=1\nX:LIBINPUT_CALIBRATION_MATRIX=1\nE:WL_OUTPUT=\n"), NO_PROPERTIES);
  assert.equal(readUdev(""), NO_PROPERTIES);
});

test("reads the touch screens of the compositor's configuration", () => {
  assert.equal(readTouchEntries(RC), [
    { device: null, output: "DSI-1" },
    { device: "Goodix & Co", output: "DSI-2" },
    { device: "Other", output: "HDMI-A-1" },
    { device: "goodix & co", output: "DSI-3" },
    { device: "Unmapped", output: null },
  ]);
  assert.equal(readTouchEntries("no XML <touch"), []);
  assert.is(hasOwnCalibration("<libinput><device><calibrationMatrix>1 0 0 0 1 0</calibrationMatrix></device></libinput>"), true);
  assert.is(hasOwnCalibration(`${RC}<!-- <calibrationMatrix/> -->`), false);
});

test("maps as the compositor does: udev first, then the last entry of that name, then the last without one", () => {
  const entries = readTouchEntries(RC);
  assert.is(outputOfTouch("GOODIX & CO", NO_PROPERTIES, entries), "DSI-3");
  assert.is(outputOfTouch("Unmapped", NO_PROPERTIES, entries), null);
  assert.is(outputOfTouch("Any", NO_PROPERTIES, entries), "DSI-1");
  assert.is(outputOfTouch("Any", { ...NO_PROPERTIES, output: "HDMI-A-1" }, entries), "HDMI-A-1");
  assert.is(outputOfTouch("Any", NO_PROPERTIES, []), null);
});

test("a pointer with absolute places has no entry", () => {
  const tablet = { name: "QEMU USB Tablet", isTouch: false };
  assert.is(mapOf(tablet, NO_PROPERTIES, readTouchEntries(RC))?.output, null);
  assert.is(mapOf(tablet, { ...NO_PROPERTIES, output: "Virtual-1" }, [])?.output, "Virtual-1");
});

test("a calibration that is none is no map", () => {
  const of = (calibration: string | null) =>
    mapOf({ name: "Panel", isTouch: true }, { calibration, output: null }, [])?.calibration ?? null;
  assert.equal(of(null), [1, 0, 0, 0, 1, 0]);
  assert.equal(of("1.05 0 -.02 0 -1e0 1"), [1.05, 0, -0.02, 0, -1, 1]);
  const bad = [
    "1 0 0 0 1",
    "1 0 0 0 1 0 0",
    "a b c d e f",
    "1 0 0 0 nan 0",
    "0 0 0 0 0 0",
    "1 1 0 1 1 0",
    "1,0 0 0 0 1 0",
    "0x1 0 0 0 1 0",
    "  ",
  ];
  for (const text of bad) assert.is(of(text), null, text);
});

test.run();
