import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { crc16, readStripBytes, readStripRow, STRIP_BITS, type Strip, stripBytes } from "#protocol/strip";

interface Golden {
  readonly crc16: readonly { readonly text: string; readonly crc: number }[];
  readonly strips: readonly (Strip & { readonly bytes: string; readonly read: Strip })[];
  readonly refused: readonly string[];
}

/** Also read by native/test/strip-test.c; made by neither of the two. */
const golden = JSON.parse(readFileSync("protocol/golden/strip.json", "utf8")) as Golden;
const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

/** One row of luma as screen draws it. */
function row(bytes: Uint8Array, width: number, black = 16, white = 235): Uint8Array {
  const luma = new Uint8Array(width).fill(black);
  const cell = Math.floor(width / STRIP_BITS);
  for (let bit = 0; bit < STRIP_BITS; bit++) {
    if ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) luma.fill(white, bit * cell, (bit + 1) * cell);
  }
  return luma;
}

const tests = suite("strip");

tests("computes the golden CRCs", () => {
  for (const { text, crc } of golden.crc16) assert.is(crc16(new TextEncoder().encode(text)), crc);
});

tests("writes and reads the golden strips", () => {
  for (const { bytes, read, ...strip } of golden.strips) {
    assert.is(Buffer.from(stripBytes(strip)).toString("hex"), bytes, JSON.stringify(strip));
    assert.equal(readStripBytes(fromHex(bytes)), read);
  }
});

tests("refuses what is torn", () => {
  for (const bytes of golden.refused) assert.is(readStripBytes(fromHex(bytes)), null, bytes);
  assert.is(readStripBytes(new Uint8Array(10)), null);
});

tests("refuses every strip with one wrong bit", () => {
  for (const { bytes } of golden.strips) {
    for (let bit = 0; bit < STRIP_BITS; bit++) {
      const torn = fromHex(bytes);
      torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      assert.is(readStripBytes(torn), null, `${bytes}, bit ${bit}`);
    }
  }
});

tests("reads a row at full and at smaller size, also when an encoder has softened it", () => {
  for (const { bytes, read } of golden.strips) {
    const full = row(fromHex(bytes), 1280, 40, 200);
    assert.equal(readStripRow(full, 1280), read);
    const half = Uint8Array.from({ length: 640 }, (_, x) => ((full[2 * x] ?? 0) + (full[2 * x + 1] ?? 0)) / 2);
    assert.equal(readStripRow(half, 640, 0.5), read);
    const rgba = Uint8Array.from({ length: 1280 * 4 }, (_, i) => full[i >> 2] ?? 0);
    assert.equal(readStripRow(rgba, 1280, 1, 4), read);
  }
});

tests("finds nothing in noise or in a row that is too narrow", () => {
  let state = 1;
  function noise(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  }
  for (let turn = 0; turn < 3000; turn++) assert.is(readStripRow(Uint8Array.from({ length: 200 }, noise), 200), null);
  assert.is(readStripRow(new Uint8Array(175), 175), null);
});

tests.run();
