import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Ppm } from "../../test-rig/ppm.ts";
import { isPagePainted } from "./page.ts";

const test = suite("the page of bench:image");
const [width, height] = [64, 48];

/** A picture of one colour with another one in the middle. */
function picture(ground: number, middle: number): Ppm {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const colour = x > 20 && x < 44 && y > 15 && y < 33 ? middle : ground;
    pixels.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff], at * 3);
  }
  return { width, height, pixels };
}

test("is painted when its ground and its middle are there", () => {
  assert.is(isPagePainted(picture(0x2f9e44, 0x2a78ad)), true);
  assert.is(isPagePainted(picture(0x309d45, 0x2a78ad)), true);
});

test("is not painted on a black, a blank or another picture", () => {
  for (const [ground, middle] of [
    [0, 0],
    [0x2f9e44, 0x2f9e44],
    [0x1d2733, 0xffffff],
  ] as const)
    assert.is(isPagePainted(picture(ground, middle)), false);
});

test.run();
