import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasContent, isBackdrop, type Ppm } from "./ppm.ts";

/** A picture of one colour with some of its pixels in others. */
function picture(ground: number, others: (at: number) => number = () => ground, share = 0): Ppm {
  const [width, height] = [160, 100];
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const isInside = at > width * 10 && at < width * 10 + width * height * share;
    const colour = isInside ? others(at) : ground;
    pixels.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff], at * 3);
  }
  return { width, height, pixels };
}

test("the words of a kiosk that starts are not what it is there for", () => {
  const greys = (at: number) => 0x010101 * (0xb0 + (at % 0x40));
  const words = picture(0x1d2733, greys, 0.8);
  assert.equal([isBackdrop(words), hasContent(words)], [true, false]);
  const page = picture(0xffffff, greys, 0.8);
  assert.equal([isBackdrop(page), hasContent(page)], [false, true]);
});

test("a ground without words is neither", () => {
  for (const ground of [0x1d2733, 0x000000]) assert.equal([isBackdrop(picture(ground)), hasContent(picture(ground))], [false, false]);
});

test.run();
