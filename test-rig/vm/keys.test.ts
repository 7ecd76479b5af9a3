import { suite } from "uvu";
import * as assert from "uvu/assert";
import { keysOf, qemuKey } from "./keys.ts";

const test = suite("machine keys");

test("shares the numbers of a plain keyboard and knows the prefixed keys", () => {
  assert.is(qemuKey(30), 30);
  assert.is(qemuKey(138), 0xf5);
  assert.throws(() => qemuKey(0), /no key 0/);
  assert.throws(() => qemuKey(240), /no key 240/);
});

test("types with Shift where a US keyboard needs it", () => {
  assert.equal(
    keysOf("a?\n").map(({ code, isDown }) => (isDown ? code : -code)),
    [30, -30, 42, 53, -53, -42, 28, -28],
  );
  assert.throws(() => keysOf("ü"), /no key for "ü"/);
});

test("has a key for every character of ASCII that is seen", () => {
  for (let code = 32; code < 127; code++) assert.ok(keysOf(String.fromCharCode(code)).length >= 2, String.fromCharCode(code));
});

test.run();
