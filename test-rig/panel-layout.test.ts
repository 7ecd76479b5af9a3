import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findSurface, isTouchable, placeOf } from "./panel-layout.ts";
import { type Ppm, readPpm } from "./ppm.ts";

const test = suite("panel layout");
type Painted = readonly [x: number, y: number, width: number, height: number, colour: number];

function paint(...rects: readonly Painted[]): Ppm {
  return paintOn(1280, 800, rects);
}

function paintOn(screenWidth: number, screenHeight: number, rects: readonly Painted[]): Ppm {
  const pixels = new Uint8Array(screenWidth * screenHeight * 3).fill(255);
  for (const [x, y, width, height, colour] of rects) {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        pixels.set([colour >> 16, (colour >> 8) & 255, colour & 255], (row * screenWidth + column) * 3);
      }
    }
  }
  return { width: screenWidth, height: screenHeight, pixels };
}

test("sees nothing over the app alone", () => {
  assert.equal(findSurface(paint([0, 0, 300, 800, 0x1d4f91])), { kind: "hidden" });
});

test("sees the panel by its lower edge", () => {
  const surface = findSurface(paint([0, 474, 1280, 6, 0x0b5a5c]));
  assert.equal(surface, { kind: "panel" });
  assert.equal(placeOf("home.talk", surface), { x: 1016, y: 108 });
});

test("sees the panel of a portrait output, and a question on it", () => {
  const edge = [0, 762, 800, 6, 0x0b5a5c] as const;
  assert.equal(findSurface(paintOn(800, 1280, [edge])), { kind: "panel", isPortrait: true });
  assert.equal(findSurface(paintOn(800, 1280, [edge, [0, 0, 24, 700, 0xe08a00]])), { kind: "panel", isPortrait: true, asks: "early" });
  const open = findSurface(paintOn(800, 1280, [edge, [0, 0, 24, 700, 0xe08a00], [64, 642, 4, 96, 0x0b5a5c]]));
  assert.equal(open, { kind: "panel", isPortrait: true, asks: "open" });
  assert.equal(placeOf("ask.allow", open), { x: 231, y: 690 });
  assert.ok(isTouchable("ask.allow", open) && !isTouchable("home.talk", open));
});

test("finds the box wherever it lies, by its upright edge below the rounded corner", () => {
  for (const [x, y] of [
    [956, 24],
    [24, 436],
    [500, 300],
  ] as const) {
    const frame = paint([x, y + 14, 5, 312, 0x0b5a5c], [x + 295, y + 14, 5, 312, 0x0b5a5c], [x + 14, y, 272, 5, 0x0b5a5c]);
    const surface = findSurface(frame);
    assert.equal(surface, { kind: "box", x, y });
    assert.equal(placeOf("live.end", surface), { x: x + 220, y: y + 303 });
  }
});

test("knows a question, and that it may be answered only when its answers are framed", () => {
  const lowerEdge = [0, 474, 1280, 6, 0x0b5a5c] as const;
  const early = findSurface(paint(lowerEdge, [0, 0, 24, 474, 0xe08a00]));
  assert.equal(early, { kind: "panel", asks: "early" });
  const open = findSurface(paint(lowerEdge, [0, 0, 24, 474, 0xe08a00], [96, 334, 4, 96, 0x0b5a5c]));
  assert.equal(open, { kind: "panel", asks: "open" });
  assert.equal(
    [early, open, { kind: "panel" } as const].map((surface) => isTouchable("ask.allow", surface)),
    [false, true, false],
  );
  assert.equal(
    [early, open, { kind: "panel" } as const].map((surface) => isTouchable("live.end", surface)),
    [false, false, true],
  );
  assert.ok(isTouchable("live.stopControl", { kind: "box", x: 0, y: 0 }));
});

test("refuses to touch what is not shown", () => {
  assert.throws(() => placeOf("home.talk", { kind: "hidden" }), /shows hidden/);
  assert.throws(() => placeOf("home.talk", { kind: "box", x: 0, y: 0 }), /shows box/);
});

test("reads grim's picture and refuses half of it", () => {
  const bytes = Buffer.concat([Buffer.from("P6\n2 1\n255\n"), Buffer.from([1, 2, 3, 4, 5, 6])]);
  assert.is(readPpm(bytes).width, 2);
  assert.throws(() => readPpm(bytes.subarray(0, 14)), /P6/);
  assert.throws(() => readPpm(Buffer.from("P5\n2 1\n255\n12")), /P6/);
});

test.run();
