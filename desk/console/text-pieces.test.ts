import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeInput, MAX_TEXT_UNITS } from "#protocol/input";
import { seeded } from "./testing/samples.ts";
import { cleanText, textPieces } from "./text-pieces.ts";

test("lines end in one way, and what no keyboard types is left out", () => {
  assert.is(cleanText("a\r\nb\rc\u2028d\u2029e\tf"), "a\nb\nc\nd\ne\tf");
  assert.is(cleanText("\u0000a\u001b[2J\u007f\u0085b\ud83d"), "a[2Jb");
  assert.is(cleanText("Grüße, 你好, שלום 🙂"), "Grüße, 你好, שלום 🙂");
});

test("pieces are as long as allowed, and a character of two units stays whole", () => {
  assert.equal(textPieces(""), []);
  assert.equal(textPieces("abc", 3), ["abc"]);
  assert.equal(textPieces("ab🙂c", 3), ["ab", "🙂c"]);
  assert.equal(textPieces("🙂🙂🙂", 3), ["🙂", "🙂", "🙂"]);
  assert.equal(
    textPieces(`${"x".repeat(MAX_TEXT_UNITS - 1)}🙂`).map(({ length }) => length),
    [MAX_TEXT_UNITS - 1, 2],
  );
});

test("whatever is pasted: each piece can be sent, and together they are the clean text", () => {
  const next = seeded(3);
  for (let round = 0; round < 2000; round++) {
    const units = Array.from({ length: Math.floor(next() * 40) }, () => Math.floor(next() ** 3 * 0x10000));
    const clean = cleanText(String.fromCharCode(...units, ...(next() < 0.5 ? [0xd83d, 0xde42] : [])));
    const pieces = textPieces(clean, 2 + Math.floor(next() * 10));
    assert.is(pieces.join(""), clean);
    for (const text of pieces) encodeInput({ kind: "text", grant: 1, text });
  }
});

test.run();
