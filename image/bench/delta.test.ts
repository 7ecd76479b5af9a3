import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { missingBytes } from "./delta.ts";

const test = suite("what is fetched of an update");
const BLOCK = 4096;

function hashes(contents: readonly string[], salt = "") {
  const leaves = Buffer.concat(contents.map((each) => createHash("sha256").update(salt).update(each).digest()));
  return { blocks: contents.length, salt: Buffer.from(salt), leaves };
}
const old = Array.from({ length: 100 }, (_, index) => `block ${index}`);

test("nothing, of the same blocks in another order", () => {
  assert.is(missingBytes(hashes(old), hashes([...old].reverse())), 0);
});

test("the new blocks, with a short gap between two of them", () => {
  const next = old.map((each, index) => (index === 10 || index === 14 || index === 60 ? `${each}, new` : each));
  assert.is(missingBytes(hashes(old), hashes(next)), (5 + 1) * BLOCK);
});

test("everything, when the hashes cannot be compared", () => {
  assert.is(missingBytes(hashes(old, "a"), hashes(old, "b")), 100 * BLOCK);
});

test.run();
