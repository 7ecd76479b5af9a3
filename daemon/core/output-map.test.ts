import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OutputPlace } from "#protocol/local-screen";
import { type DeviceMap, handPlace, IDENTITY, isUsable, type Matrix, NO_MAP, placeOfTouch, touchOfPlace } from "./output-map.ts";

/** A panel of 1280 × 800 by its turn and scale, at a place among others. */
function output(transform: number, scale = 1, { name = "DSI-1", x = 0, y = 0 } = {}): OutputPlace {
  const [long, short] = [Math.trunc(1280 / scale), Math.trunc(800 / scale)];
  return { name, transform, x, y, width: transform % 2 ? short : long, height: transform % 2 ? long : short };
}

const MAPPED: DeviceMap = { ...NO_MAP, output: "dsi-1" };
const round = ({ x, y }: { x: number; y: number }) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100];
const at = (touch: { x: number; y: number }, map: DeviceMap, outputs: readonly OutputPlace[]) => round(placeOfTouch(touch, map, outputs));

/** A finger a quarter along the panel's long edge and a tenth down its short one, as 0..1 and in pixels of an upright 1280 × 800. */
const TOUCH = { x: 0.25, y: 0.1 };

test("a panel that is mapped to its output is turned with it", () => {
  const expected: [number, number[]][] = [
    [0, [320, 80]],
    // Portrait: the panel's top left corner is the picture's top right one.
    [1, [720, 320]],
    [2, [960, 720]],
    [3, [80, 960]],
    [4, [960, 80]],
    [5, [80, 320]],
    [6, [320, 720]],
    [7, [720, 960]],
  ];
  for (const [transform, place] of expected) assert.equal(at(TOUCH, MAPPED, [output(transform)]), place, `transform ${transform}`);
});

test("a device that is mapped to none, or to an output that is not there, is not turned", () => {
  for (const map of [NO_MAP, { ...NO_MAP, output: "HDMI-A-1" }]) {
    assert.equal(at(TOUCH, map, [output(0)]), [320, 80]);
    assert.equal(at(TOUCH, map, [output(1)]), [200, 128]);
    assert.equal(at(TOUCH, map, [output(7)]), [200, 128]);
  }
});

test("places are logical pixels, whatever the scale", () => {
  assert.equal(at(TOUCH, MAPPED, [output(0, 2)]), [160, 40]);
  assert.equal(at(TOUCH, MAPPED, [output(1, 2)]), [360, 160]);
  assert.equal(at(TOUCH, MAPPED, [output(0, 1.25)]), [256, 64]);
  assert.equal(at(TOUCH, MAPPED, [output(3, 1.25)]), [64, 768]);
});

test("libinput's calibration goes before the turn", () => {
  const quarter: Matrix = [0, -1, 1, 1, 0, 0];
  const swap: Matrix = [0, 1, 0, 1, 0, 0];
  const offset: Matrix = [1.1, 0, -0.05, 0, 0.9, 0.02];
  assert.equal(at(TOUCH, { ...NO_MAP, calibration: IDENTITY }, [output(0)]), [320, 80]);
  // A portrait kiosk by calibration instead of a mapping.
  assert.equal(at(TOUCH, { ...NO_MAP, calibration: quarter }, [output(1)]), [720, 320]);
  assert.equal(at(TOUCH, { ...NO_MAP, calibration: swap }, [output(0)]), [128, 200]);
  assert.equal(at(TOUCH, { ...NO_MAP, calibration: offset }, [output(0)]), [288, 88]);
  assert.equal(at(TOUCH, { ...MAPPED, calibration: quarter }, [output(3)]), [200, 128], "what one turns, the other turns back");
});

test("of two outputs a mapped device has its own, another one both side by side", () => {
  const outputs = [output(0, 1, { x: 0 }), output(1, 2, { name: "HDMI-A-1", x: 1280 })];
  assert.equal(at(TOUCH, MAPPED, outputs), [320, 80]);
  assert.equal(at(TOUCH, { ...NO_MAP, output: "HDMI-A-1" }, outputs), [1640, 160], "outside the picture");
  assert.equal(at(TOUCH, NO_MAP, outputs), [420, 80], "a quarter of 1680");
  const [left, right] = outputs as [OutputPlace, OutputPlace];
  assert.equal(at(TOUCH, { ...NO_MAP, output: "DSI-1" }, [right, left]), [-960, 80], "the picture is the one on the right");
});

test("the way back takes each place to the touch that hits it", () => {
  const calibrations: Matrix[] = [
    IDENTITY,
    [0, -1, 1, 1, 0, 0],
    [-1, 0, 1, 0, -1, 1],
    [0, 1, 0, 1, 0, 0],
    [1.3, 0.1, -0.2, -0.05, 0.8, 0.1],
  ];
  let count = 0;
  for (let transform = 0; transform < 8; transform++) {
    for (const scale of [1, 1.25, 2]) {
      const outputs = [output(transform, scale, { x: 300, y: -40 }), output((transform + 3) % 8, 1, { name: "HDMI-A-1", x: -1000, y: 55 })];
      for (const calibration of calibrations) {
        for (const name of [null, "DSI-1", "HDMI-A-1"]) {
          const map = { calibration, output: name };
          for (const touch of grid()) {
            const back = touchOfPlace(placeOfTouch(touch, map, outputs), map, outputs);
            assert.ok(
              back && Math.hypot(back.x - touch.x, back.y - touch.y) < 1e-9,
              JSON.stringify({ transform, scale, map, touch, back }),
            );
            count += 1;
          }
        }
      }
    }
  }
  assert.is(count, 8 * 3 * 5 * 3 * 25);
});

test("the agent's hand hits the place in the picture, mapped or not, and leaves out what it cannot reach", () => {
  for (let transform = 0; transform < 8; transform++) {
    const only = output(transform, 1.25);
    const { width, height } = only;
    assert.equal(handPlace({ x: 0.5, y: 0.25 }, NO_MAP, [only]), { x: 0.5, y: 0.25 });
    for (const place of grid()) {
      const said = handPlace(place, MAPPED, [only]) ?? { x: Number.NaN, y: Number.NaN };
      assert.equal(at(said, MAPPED, [only]), round({ x: place.x * width, y: place.y * height }), `transform ${transform}`);
    }
  }
  const outputs = [output(0), output(0, 1, { name: "HDMI-A-1", x: 1280 })];
  assert.equal(handPlace({ x: 0.5, y: 0.5 }, NO_MAP, outputs), { x: 0.25, y: 0.5 });
  assert.is(handPlace({ x: 0.5, y: 0.5 }, { ...NO_MAP, output: "HDMI-A-1" }, outputs), null);
  assert.is(handPlace({ x: 0.5, y: 0.5 }, NO_MAP, []), null);
});

test("what makes no sense has no place", () => {
  const nowhere = [Number.NaN, Number.NaN];
  const [nan, flat, huge]: Matrix[] = [
    [Number.NaN, 0, 0, 0, 1, 0],
    [1, 1, 0, 1, 1, 0],
    [1e308, 0, 0, 0, 1e308, 0],
  ];
  for (const calibration of [nan, flat, huge]) {
    if (!calibration) throw new Error("three matrices");
    assert.is(isUsable(calibration), false);
    assert.equal(at(TOUCH, { ...MAPPED, calibration }, [output(0)]), nowhere);
    assert.is(touchOfPlace({ x: 1, y: 1 }, { ...MAPPED, calibration }, [output(0)]), null);
  }
  assert.equal(at(TOUCH, MAPPED, []), nowhere);
  assert.equal(at(TOUCH, MAPPED, [{ ...output(0), transform: 8 }]), nowhere);
  assert.equal(at({ x: Number.NaN, y: 0.5 }, NO_MAP, [output(0)])[0], Number.NaN);
  assert.is(handPlace({ x: Number.NaN, y: 0.5 }, NO_MAP, [output(0)]), null);
  assert.is(handPlace({ x: 1.5, y: 0.5 }, NO_MAP, [output(0)]), null);
});

function grid(): { x: number; y: number }[] {
  const steps = [0, 0.13, 0.5, 0.77, 1];
  return steps.flatMap((x) => steps.map((y) => ({ x, y })));
}

test.run();
