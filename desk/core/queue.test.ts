import { test } from "uvu";
import * as assert from "uvu/assert";
import { aheadOf, byTurn } from "./queue.ts";

const line = [
  { contact: "late", priority: 0, place: 3 },
  { contact: "first", priority: 0, place: 1 },
  { contact: "urgent", priority: 5, place: 4 },
  { contact: "second", priority: 0, place: 2 },
];

test("the line is by priority, then first in, first out", () => {
  assert.equal(
    [...line].sort(byTurn).map(({ contact }) => contact),
    ["urgent", "first", "second", "late"],
  );
});

test("says how many are ahead of each", () => {
  assert.equal(
    [...aheadOf(line)],
    [
      ["urgent", 0],
      ["first", 1],
      ["second", 2],
      ["late", 3],
    ],
  );
});

test.run();
