import { test } from "uvu";
import * as assert from "uvu/assert";
import { OVERHANG_PX, type PictureBox, placeOn, type Turn, turnOf } from "./place.ts";

const size = { width: 1280, height: 800, stripRows: 8 };
const box = (changes: Partial<PictureBox> = {}): PictureBox => ({
  left: 100,
  top: 50,
  width: 1280,
  height: 800,
  turn: 0,
  size,
  ...changes,
});
/** The pixel of the kiosk that an event's place names there. */
const pixel = (at: { x: number; y: number }) => [Math.floor(at.x * size.width), Math.floor(at.y * size.height)];
const isInside = (one: PictureBox, x: number, y: number) => placeOn(one, x, y).isInside;

test("the middle of each pixel is that pixel, from the first to the last", () => {
  for (const x of [0, 1, 639, 640, 1278, 1279]) assert.equal(pixel(placeOn(box(), 100 + x + 0.5, 50.5)), [x, 0]);
  // The video is stretched by the overhang: the last row lies half below the box's edge, and can still be met.
  for (const y of [0, 1, 100, 300]) assert.equal(pixel(placeOn(box(), 100.5, 50 + y + 0.5)), [0, y]);
  assert.equal(pixel(placeOn(box(), 100.5, 50 + 799.99)), [0, 799]);
});

test("where the strip begins is 1: nothing of it can be touched", () => {
  const hangsOut = (OVERHANG_PX * 800) / 808;
  assert.is(placeOn(box(), 100, 50 + 800.001 + hangsOut).y, 1);
  assert.ok(placeOn(box(), 100, 50 + 800).y < 1);
});

test("the edges: the first pixel counts, the one after the last does not", () => {
  const one = box({ left: 100.25, top: 50.5, width: 641.5, height: 400.9 });
  const [right, bottom] = [100.25 + 641.5, 50.5 + 400.9];
  assert.ok(isInside(one, 100.25, 50.5) && isInside(one, right - 0.01, bottom - 0.01));
  for (const [x, y] of [
    [100.24, 60],
    [right, 60],
    [200, 50.49],
    [200, bottom],
  ] as const) {
    assert.not(isInside(one, x, y), `${x}, ${y}`);
  }
});

test("the room beside a letterboxed picture is outside, and clamps to the edge", () => {
  // 1280 × 800 in a room of 1000 × 1000: the picture is 1000 × 625, 187.5 below the top.
  const one = box({ left: 0, top: 187.5, width: 1000, height: 625 });
  assert.not(isInside(one, 500, 187));
  assert.equal([placeOn(one, 500, 100).y, placeOn(one, -50, 500).x, placeOn(one, 2000, 500).x, placeOn(one, 500, 900).y], [0, 0, 1, 1]);
  assert.equal(pixel(placeOn(one, 500, 187.5)), [640, 0]);
});

test("a scaled picture: each display pixel names a kiosk pixel it shows", () => {
  for (const scale of [0.37, 0.5, 1 / 1.5, 1.25, 2]) {
    const one = box({ width: 1280 * scale, height: 800 * scale });
    for (let n = 0; n < 1280; n += 61) {
      const [x] = pixel(placeOn(one, 100 + (n + 0.5) * scale, 60));
      assert.is(x, n, `pixel ${n} at ${scale}`);
    }
  }
});

test("a turned picture: its own corners stay its own", () => {
  // Where the picture's top left corner lies on the page after each turn, and where its top right.
  const corners: [Turn, PictureBox, readonly [number, number], readonly [number, number]][] = [
    [0, box(), [100, 50], [1379.9, 50]],
    [90, box({ turn: 90, width: 800, height: 1280 }), [899.9, 50], [899.9, 1329.9]],
    [180, box({ turn: 180 }), [1379.9, 849.9], [100.1, 849.9]],
    [270, box({ turn: 270, width: 800, height: 1280 }), [100, 1329.9], [100, 50.1]],
  ];
  for (const [turn, one, topLeft, topRight] of corners) {
    assert.equal(pixel(placeOn(one, ...topLeft)), [0, 0], `top left at ${turn}`);
    assert.equal(pixel(placeOn(one, ...topRight)), [1279, 0], `top right at ${turn}`);
  }
});

test("the overhang is at the picture's own lower edge, however it is turned", () => {
  const lowest = 800 / (800 + 800 / 808);
  const turned = box({ turn: 90, width: 800, height: 1280 });
  assert.ok(Math.abs(placeOn(turned, 100, 60).y - lowest) < 1e-9);
  assert.ok(Math.abs(placeOn(box({ turn: 180 }), 200, 50).y - lowest) < 1e-9);
});

test("no place is anything but 0..1", () => {
  for (const turn of [0, 90, 180, 270] as const) {
    for (const [x, y] of [
      [-1e9, 1e9],
      [1e9, -1e9],
      [Number.MAX_VALUE, 0],
    ] as const) {
      const at = placeOn(box({ turn }), x, y);
      assert.ok(at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1 && !at.isInside);
    }
  }
});

test("the turn is read from the computed transform", () => {
  assert.equal(
    [
      "none",
      "matrix(1, 0, 0, 1, 0, 0)",
      "matrix(0, 1, -1, 0, 0, 0)",
      "matrix(-1, 0, 0, -1, 0, 0)",
      "matrix(6.1e-17, -1, 1, 6.1e-17, 9, 9)",
    ].map(turnOf),
    [0, 0, 90, 180, 270],
  );
});

test.run();
