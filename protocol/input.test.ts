import { test } from "uvu";
import * as assert from "uvu/assert";
import { isProtocolError } from "./errors.ts";
import { decodeInput, encodeInput, type InputEvent, MAX_TEXT_UNITS } from "./input.ts";
import { isKnownKey, KEY_CODES } from "./key-codes.ts";

const samples: readonly InputEvent[] = [
  { kind: "touch", grant: 1, finger: 9, phase: "down", x: 0, y: 1 },
  { kind: "move", grant: 65_535, sequence: 65_535, x: 1, y: 0 },
  { kind: "button", grant: 2, button: 2, down: true, x: 1, y: 1 },
  { kind: "wheel", grant: 3, dx: -120, dy: 32_767, x: 0, y: 0 },
  { kind: "key", grant: 4, code: KEY_CODES.KeyA ?? 0, down: false },
  { kind: "text", grant: 5, text: "Grüße, 你好, שלום 🙂\n\t" },
  { kind: "release", grant: 6 },
];

test("reads what it writes", () => {
  for (const event of samples) assert.equal(decodeInput(encodeInput(event)), event);
});

test("a place comes back within half a step of the wire", () => {
  const { x, y } = decodeInput(encodeInput({ kind: "touch", grant: 1, finger: 0, phase: "move", x: 0.123456, y: 0.987654 })) as {
    x: number;
    y: number;
  };
  assert.ok(Math.abs(x - 0.123456) < 1e-5 && Math.abs(y - 0.987654) < 1e-5);
});

test("places outside the picture, and no number at all, are moved to its edge", () => {
  for (const [given, wanted] of [
    [-1, 0],
    [7, 1],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 1],
  ] as const) {
    const event = decodeInput(encodeInput({ kind: "move", grant: 1, sequence: 1, x: given, y: given }));
    assert.equal(event, { kind: "move", grant: 1, sequence: 1, x: wanted, y: wanted });
  }
});

const refused: readonly [why: string, bytes: readonly number[]][] = [
  ["nothing", []],
  ["no whole header", [0, 1]],
  ["an unknown kind", [9, 1, 0]],
  ["a touch that is cut off", [0, 1, 0, 0, 0, 0, 0, 0]],
  ["an eleventh finger", [0, 1, 0, 10, 0, 0, 0, 0, 0]],
  ["an unknown phase", [0, 1, 0, 0, 4, 0, 0, 0, 0]],
  ["a fourth button", [2, 1, 0, 3, 1, 0, 0, 0, 0]],
  ["half pressed", [2, 1, 0, 0, 2, 0, 0, 0, 0]],
  ["the power key", [4, 1, 0, 116, 0, 1]],
  ["SysRq", [4, 1, 0, 99, 0, 1]],
  ["an empty text", [5, 1, 0]],
  ["half a character", [5, 1, 0, 0x3d, 0xd8]],
  ["half a code unit", [5, 1, 0, 0x61]],
  ["an escape sequence", [5, 1, 0, 0x1b, 0, 0x5b, 0]],
  ["a release with more", [6, 1, 0, 0]],
];
for (const [why, bytes] of refused) {
  test(`refuses ${why}`, () => assert.throws(() => decodeInput(Uint8Array.from(bytes)), isProtocolError));
}

test("refuses a text that is too long, at either end", () => {
  assert.throws(() => encodeInput({ kind: "text", grant: 1, text: "ü".repeat(MAX_TEXT_UNITS + 1) }), isProtocolError);
  assert.throws(() => decodeInput(new Uint8Array(2 * MAX_TEXT_UNITS + 5).fill(0x61, 3).fill(5, 0, 1)), isProtocolError);
});

test("no key of the machine itself is known", () => {
  for (const code of [0, 99, 113, 116, 142, 143, 152, 205, 0x1d0, 59, 68]) assert.not(isKnownKey(code), String(code));
});

test("answers any bytes with an event that writes the same bytes, or with a named error", () => {
  let seed = 7;
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: random(14) }, (_, at) => (at === 0 ? random(9) : random(5) === 0 ? random(256) : random(3)));
    try {
      const event = decodeInput(bytes);
      assert.equal(encodeInput(event), bytes, JSON.stringify(event));
    } catch (error) {
      assert.ok(isProtocolError(error), String(error));
    }
  }
});

test.run();
