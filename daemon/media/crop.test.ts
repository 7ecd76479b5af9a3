import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cropToAspect } from "./crop.ts";

const test = suite("crop");

/** Luma is the column, U the row of its plane, V the column of its plane. */
function picture(width: number, height: number) {
  const [chromaWidth, chromaHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const luma = Array.from({ length: width * height }, (_, at) => at % width);
  const u = Array.from({ length: chromaWidth * chromaHeight }, (_, at) => Math.floor(at / chromaWidth));
  const v = Array.from({ length: chromaWidth * chromaHeight }, (_, at) => at % chromaWidth);
  return { width, height, data: Uint8Array.from([...luma, ...u, ...v]) };
}

test("a picture of the right shape is passed on uncopied", () => {
  const same = picture(64, 48);
  assert.is(cropToAspect(same, 160, 120), same);
});

test("cuts the sides of a wide picture, the top and bottom of a high one", () => {
  const wide = cropToAspect(picture(64, 36), 120, 120);
  assert.equal([wide.width, wide.height], [36, 36]);
  assert.equal(
    [...wide.data.subarray(0, 36)],
    Array.from({ length: 36 }, (_, at) => at + 14),
  );
  assert.is(wide.data[36 * 36 + 18 * 18], 7, "chroma begins at half the offset");
  const high = cropToAspect(picture(36, 64), 120, 120);
  assert.equal([high.width, high.height], [36, 36]);
  assert.is(high.data[36 * 36], 7);
});

test("odd sides come out even, with planes that fit", () => {
  for (let width = 3; width < 60; width += 2) {
    for (const height of [17, 18, 33]) {
      const { data, ...size } = cropToAspect(picture(width, height), 161, 121);
      assert.is((size.width % 2) | (size.height % 2), 0);
      assert.is(data.length, (size.width * size.height * 3) / 2);
    }
  }
});

test.run();
