import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reconnectDelayMs } from "./backoff.ts";
import { AVOID_EVERY_MS, boxAvoid, NO_AVOID } from "./box-avoid.ts";
import { addProbe, beginRound, NO_OFFSET, type OffsetEstimate } from "./clock-offset.ts";
import { addEarlyMark, addEnding, addMark, deviceMark, EMPTY_MARKS, forgetEnding, forgetMarks, KEPT_CONTACTS } from "./marks.ts";

const test = suite("backoff, marks, clock offset, box");

test("in a contact the desk is looked for at once, then ever more slowly", () => {
  assert.is(reconnectDelayMs(0, "contact", 0.9), 0);
  const most = [1, 2, 3, 4, 5, 6, 7, 20, 2000].map((attempt) => reconnectDelayMs(attempt, "contact", 0.999_999));
  assert.equal(most, [199, 399, 799, 1599, 3199, 4999, 4999, 4999, 4999]);
  assert.is(reconnectDelayMs(1, "contact", 0), 100);
});

test("idle devices spread over 30 s", () => {
  assert.is(reconnectDelayMs(0, "idle", 0), 0);
  assert.is(reconnectDelayMs(5, "idle", 0.5), 15_000);
  assert.ok(reconnectDelayMs(9, "idle", 0.999_999) < 30_000);
});

test("a device that has just started looks for the desk soon, and less and less often", () => {
  const most = [1, 2, 3, 4, 5, 6, 7, 2000].map((attempt) => reconnectDelayMs(attempt, "start", 0.999_999));
  assert.equal(most, [999, 1999, 3999, 7999, 15_999, 29_999, 29_999, 29_999]);
});

test("a gesture begins a timeline anew, and a contact takes it along", () => {
  let book = addEarlyMark(EMPTY_MARKS, deviceMark("gesture", "b", 1));
  book = addEarlyMark(book, deviceMark("panel-painted", "b", 2));
  book = addEarlyMark(book, deviceMark("gesture", "b", 10));
  book = addEarlyMark(book, deviceMark("panel-painted", "b", 12));
  book = addEarlyMark(book, deviceMark("panel-painted", "b", 99));
  book = addMark(book, "c1", deviceMark("requested", "b", 20));
  assert.equal(
    book.contacts[0]?.marks.map(({ name, atMs }) => [name, atMs]),
    [
      ["gesture", 10],
      ["panel-painted", 12],
      ["requested", 20],
    ],
  );
  assert.equal(book.early, []);
});

test("the first mark of each name counts", () => {
  const once = addMark(EMPTY_MARKS, "c1", deviceMark("screen-whole", "b", 5));
  assert.is(addMark(once, "c1", deviceMark("screen-whole", "b", 9)), once);
});

test("delivered marks are not kept, and not set again; a contact that is over and delivered is forgotten", () => {
  let book = addMark(EMPTY_MARKS, "c1", deviceMark("requested", "b", 5));
  book = addMark(book, "c1", deviceMark("screen-whole", "b", 9));
  book = forgetMarks(book, "c1", ["screen-whole"]);
  assert.equal(
    book.contacts[0]?.marks.map(({ name }) => name),
    ["requested"],
  );
  assert.is(addMark(book, "c1", deviceMark("screen-whole", "b", 99)), book);
  book = addEnding(addMark(book, "c1", deviceMark("ended", "b", 99)), "c1", { by: "agent", reason: "" });
  book = forgetMarks(book, "c1", ["requested", "ended"]);
  assert.is(book.contacts.length, 1, "the end is not delivered yet");
  assert.equal(forgetEnding(book, "c1").contacts, []);
});

test("a gesture during a contact belongs to the next one", () => {
  let book = addMark(EMPTY_MARKS, "c1", deviceMark("requested", "b", 5));
  book = addEarlyMark(book, deviceMark("gesture", "b", 7));
  book = addMark(book, "c1", deviceMark("ended", "b", 9));
  book = addMark(book, "c2", deviceMark("requested", "b", 12));
  const names = book.contacts.map(({ marks }) => marks.map(({ name }) => name).join());
  assert.equal(names, ["requested,ended", "gesture,requested"]);
});

test("a desk that stays away does not fill the memory", () => {
  let book = EMPTY_MARKS;
  for (let n = 0; n < KEPT_CONTACTS + 5; n++) book = addMark(book, `c${n}`, deviceMark("ended", "b", n));
  assert.is(book.contacts.length, KEPT_CONTACTS);
  assert.is(book.contacts.at(-1)?.contact, `c${KEPT_CONTACTS + 4}`);
});

function probes(estimate: OffsetEstimate, trips: readonly number[], deskBoot = "d1"): OffsetEstimate {
  return trips.reduce((state, trip, n) => {
    const sentMs = n * 1000;
    // The whole way there takes the trip, the way back nothing: the worst case of the bound.
    return addProbe(state, { sentMs, receivedMs: sentMs + trip, deskMs: sentMs + trip + 700, deskBoot });
  }, estimate);
}

test("the least of five round trips gives the offset, and its half the error", () => {
  assert.is(probes(NO_OFFSET, [20, 4, 10, 30]).best, null, "four are too few");
  const { best } = probes(NO_OFFSET, [20, 4, 10, 30, 8]);
  assert.equal(best, { offsetMs: 702, errorMs: 2 });
  assert.ok(best && Math.abs(best.offsetMs - 700) <= best.errorMs, "the truth lies within the error");
});

test("the last round counts until the next is whole; another desk's clock voids it", () => {
  const first = probes(NO_OFFSET, [4, 4, 4, 4, 4]);
  const between = probes(beginRound(first), [2, 2]);
  assert.is(between.best, first.best);
  assert.is(probes(between, [2], "d2").best, null);
});

test("an answer before its question is left out", () => {
  assert.is(addProbe(NO_OFFSET, { sentMs: 10, receivedMs: 9, deskMs: 1, deskBoot: "d" }), NO_OFFSET);
  assert.is(addProbe(NO_OFFSET, { sentMs: Number.NaN, receivedMs: 9, deskMs: 1, deskBoot: "d" }), NO_OFFSET);
});

test("the box hears of a finger that comes down at once, of a moving one now and then, in box mode alone", () => {
  const down = boxAvoid(NO_AVOID, { phase: "down", x: 1, y: 1 }, true, 1000);
  assert.ok(down.tell);
  assert.not(boxAvoid(down.state, { phase: "move", x: 1, y: 1 }, true, 1000 + AVOID_EVERY_MS - 1).tell);
  assert.ok(boxAvoid(down.state, { phase: "move", x: 1, y: 1 }, true, 1000 + AVOID_EVERY_MS).tell);
  assert.not(boxAvoid(down.state, { phase: "up", x: 1, y: 1 }, true, 9000).tell);
  assert.not(boxAvoid(NO_AVOID, { phase: "down", x: 1, y: 1 }, false, 9000).tell);
});

test.run();
