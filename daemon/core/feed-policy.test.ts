import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FEED, type FeedEvent, type FeedState, feedDueMs, initialFeed, onFed, onFeedEvent, revealedRows } from "./feed-policy.ts";

const test = suite("feed policy");

type Row = [atMs: number, event: FeedEvent];

/** Runs events through the policy with an exact timer and returns when it fed, in whole ms. */
function run(start: FeedState, rows: Row[], untilMs: number): { fedMs: number[]; state: FeedState } {
  let state = start;
  const fedMs: number[] = [];
  const advance = (toMs: number, nowMs: number): void => {
    for (let now = nowMs; ; ) {
      const due = feedDueMs(state);
      if (due === null || Math.max(due, now) >= toMs) return;
      now = Math.max(due, now);
      state = onFed(state, now);
      fedMs.push(Math.round(now));
    }
  };
  let nowMs = 0;
  for (const [atMs, event] of rows) {
    advance(atMs, nowMs);
    state = onFeedEvent(state, event, atMs);
    nowMs = atMs;
  }
  advance(untilMs, nowMs);
  return { fedMs, state };
}

/** Connected, feeding, whole picture shown and settled; last fed at 0. */
const still: FeedState = {
  ...initialFeed,
  isConnected: true,
  isFeeding: true,
  hasPicture: true,
  lastFeedMs: 0,
  isHidden: false,
};
const damage: FeedEvent = { type: "damage", isHidden: false };
const hidden: FeedEvent = { type: "damage", isHidden: true };

test("feeds nothing before the connection, the daemon's word and a picture are all there", () => {
  assert.equal(run(initialFeed, [[10, damage]], 5000).fedMs, []);
  assert.equal(run(initialFeed, [[10, { type: "connected" }]], 5000).fedMs, []);
  const connected: Row[] = [
    [10, { type: "connected" }],
    [20, damage],
  ];
  assert.equal(run(initialFeed, connected, 5000).fedMs, []);
});

test("reveals the first picture in ten stripes at the frame rate, from the moment of connecting", () => {
  const rows: Row[] = [
    [0, { type: "feeding", on: true }],
    [5, damage],
    [100, { type: "connected" }],
  ];
  const { fedMs, state } = run(initialFeed, rows, 420);
  assert.equal(fedMs.slice(0, 10), [100, 133, 167, 200, 233, 267, 300, 333, 367, 400]);
  assert.is(state.stripes, FEED.stripes);
});

test("shows a hidden screen whole, and reveals what comes after it in stripes again", () => {
  const isHidden = run(still, [[500, hidden]], 501).state;
  assert.is(isHidden.stripes, FEED.stripes);
  const { fedMs, state } = run(isHidden, [[2000, damage]], 2310);
  assert.is(fedMs.filter((ms) => ms >= 2000).length, FEED.stripes);
  assert.is(state.stripes, FEED.stripes);
  assert.is(run(state, [[2400, damage]], 2401).state.stripes, FEED.stripes, "only the first picture");
});

test("on one change feeds at once, twice more at 33 ms, then at 10 Hz for 2 s, then at 1 Hz", () => {
  const { fedMs } = run(still, [[5000, damage]], 9500);
  assert.equal(fedMs.slice(0, 4), [1000, 2000, 3000, 4000]);
  const after = fedMs.filter((ms) => ms >= 5000);
  assert.equal(after.slice(0, 5), [5000, 5033, 5067, 5167, 5267]);
  assert.equal(after.slice(-3), [6967, 7967, 8967]);
});

test("stops sharpening as soon as the quantiser is low", () => {
  const rows: Row[] = [
    [500, damage],
    [510, { type: "quality", qp: 5 }],
    [800, { type: "quality", qp: 60 }],
    [1050, { type: "quality", qp: 20 }],
  ];
  assert.equal(run(still, rows, 3000).fedMs, [500, 533, 567, 667, 767, 867, 967, 1967, 2967]);
});

test("takes at most 30 pictures a second, however many are published, and keeps that beat", () => {
  const rows: Row[] = Array.from({ length: 200 }, (_, i) => [1000 + i * 10, damage]);
  const { fedMs } = run({ ...still, lastFeedMs: 900 }, rows, 3000);
  assert.is(fedMs.length, 60);
});

test("a lower rate lengthens every pause", () => {
  const rows: Row[] = [[0, { type: "rate", fps: 10 }], ...Array.from({ length: 100 }, (_, i): Row => [1000 + i * 10, damage])];
  assert.is(run({ ...still, lastFeedMs: 900 }, rows, 2000).fedMs.length, 10);
});

test("feeds a still picture again at once when the receiver lost something or the connection came back", () => {
  for (const type of ["lost", "connected"] as const) {
    const { fedMs } = run({ ...still, lastFeedMs: 1000 }, [[1400, { type }]], 1420);
    assert.equal(fedMs, [1400], type);
  }
});

test("stops while disconnected", () => {
  assert.equal(run(still, [[500, { type: "disconnected" }]], 5000).fedMs, []);
});

test("stops when told to, and begins with the newest picture when told to go on", () => {
  const rows: Row[] = [
    [500, damage],
    [510, { type: "feeding", on: false }],
    [600, damage],
    [3000, { type: "feeding", on: true }],
  ];
  assert.equal(run(still, rows, 3050).fedMs, [500, 3000, 3033]);
});

test("a late timer neither drifts nor catches up with a burst", () => {
  let state = onFeedEvent({ ...still, lastFeedMs: 0 }, damage, 100);
  state = onFed(state, 103);
  assert.ok(Math.abs((feedDueMs(state) ?? 0) - 136) < 1, "long after the last feed the beat starts anew");
  state = onFed(state, 145);
  assert.ok(Math.abs((feedDueMs(state) ?? 0) - 169.7) < 1, "9 ms late keeps the beat");
  state = onFed(state, 1000);
  assert.is(feedDueMs(state), 1100, "no burst after a long pause");
});

test("never asks for more than the frame rate under any order of events", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const events: FeedEvent[] = [
    damage,
    hidden,
    { type: "connected" },
    { type: "disconnected" },
    { type: "lost" },
    { type: "feeding", on: true },
    { type: "feeding", on: false },
    { type: "quality", qp: 10 },
    { type: "quality", qp: 90 },
  ];
  for (let round = 0; round < 200; round++) {
    const rows: Row[] = [];
    for (let at = 0; at < 3000; at += random() * 60) rows.push([at, events[Math.floor(random() * events.length)] ?? damage]);
    const { fedMs } = run(initialFeed, rows, 3000);
    assert.ok(fedMs.length <= 92, `${fedMs.length} feeds in 3 s`);
    for (let i = 1; i < fedMs.length; i++) assert.ok((fedMs[i] ?? 0) - (fedMs[i - 1] ?? 0) >= 15);
  }
});

test("reveals an even number of rows and the whole height in the end", () => {
  const rows = Array.from({ length: FEED.stripes }, (_, i) => revealedRows(800, i + 1));
  assert.equal(rows, [80, 160, 240, 320, 400, 480, 560, 640, 720, 800]);
  for (let stripes = 0; stripes < FEED.stripes; stripes++) assert.is(revealedRows(606, stripes) % 2, 0);
});

test.run();
