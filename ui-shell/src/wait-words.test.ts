import { test } from "uvu";
import * as assert from "uvu/assert";
import { stringsFor } from "./strings.ts";
import { steadyEta, waitSentence } from "./wait-words.ts";

const words = (seconds: number | null) => waitSentence(seconds, stringsFor("en"));

test("an unknown wait is never a number", () => {
  assert.not.match(words(null), /\d/);
});

test("waits are ranges, wider the longer they are", () => {
  assert.equal(
    [0, 15, 40, 60, 120, 180, 600, 1801].map((seconds) => words(seconds)),
    [
      "Expected wait: less than 15 seconds.",
      "Expected wait: less than 15 seconds.",
      "Expected wait: less than a minute.",
      "Expected wait: about 1 minute.",
      "Expected wait: 1 to 3 minutes.",
      "Expected wait: 2 to 4 minutes.",
      "Expected wait: 7 to 13 minutes.",
      "Expected wait: more than 30 minutes.",
    ],
  );
});

test("every number of seconds lies in the range it is shown as", () => {
  for (let seconds = 91; seconds <= 1800; seconds++) {
    const [low = 0, high = 0] = [...words(seconds).matchAll(/\d+/g)].map(Number);
    assert.ok(low * 60 <= seconds && seconds <= high * 60, `${seconds} s as ${words(seconds)}`);
  }
});

test("the shown wait rises only by a fifth or more, and falls at once", () => {
  assert.equal([steadyEta(100, 119), steadyEta(100, 120), steadyEta(100, 99)], [100, 120, 99]);
  assert.equal([steadyEta(100, null), steadyEta(null, 5)], [null, 5]);
});

test.run();
