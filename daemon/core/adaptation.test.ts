import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type AdaptationSample, type AdaptationState, adapt, LEVELS, levelOf, scaledSize, startAdaptation } from "./adaptation.ts";

const test = suite("adaptation");

const fine = { spanMs: 500, fed: 15, encoded: 15, encodeMs: 60, qp: 25, availableKbps: 8000 };

/** Feeds `samples` times the same sample, 500 ms apart, and returns the state and how the level went. */
function hold(state: AdaptationState, sample: Omit<AdaptationSample, "atMs">, samples: number, fromMs = 0) {
  const levels: number[] = [];
  let next = state;
  for (let i = 0; i < samples; i++) {
    next = adapt(next, { ...sample, atMs: fromMs + i * 500 });
    levels.push(next.level);
  }
  return { state: next, levels };
}

test("starts at full size on a fast path and smaller on an unknown one", () => {
  assert.equal(
    [20_000, 4000, 1000, 600, 100].map((kbps) => levelOf(startAdaptation(kbps)).scale),
    [1, 1, 0.75, 0.5, 0.5],
  );
});

const bad: [string, Partial<AdaptationSample>][] = [
  ["the picture is coarse", { qp: 81 }],
  ["frames are dropped", { encoded: 8 }],
  ["encoding takes more than 0.6 of a core", { encodeMs: 301 }],
  ["the path carries less than the level needs and it shows", { availableKbps: 800, qp: 45 }],
];
for (const [why, change] of bad) {
  test(`goes down after one second when ${why}, not after half a second`, () => {
    assert.equal(hold(startAdaptation(4000), { ...fine, ...change }, 2).levels, [0, 1]);
  });
}

test("one bad sample between good ones changes nothing", () => {
  let state = startAdaptation(4000);
  for (let i = 0; i < 20; i++) state = adapt(state, { ...fine, qp: i % 2 ? 100 : 25, atMs: i * 500 });
  assert.is(state.level, 0);
});

test("lowers the size to a half before it lowers the rate, and stays at the last level", () => {
  const { levels } = hold(startAdaptation(4000), { ...fine, qp: 110 }, 30);
  assert.equal([...new Set(levels)], [0, 1, 2, 3, 4, 5]);
  const sizes = LEVELS.map(({ scale, fps }) => `${scale}@${fps}`);
  assert.equal(sizes, ["1@30", "0.75@30", "0.5@30", "0.5@20", "0.5@15", "0.5@10"]);
});

test("goes up after five good seconds, one level at a time", () => {
  const low = { ...startAdaptation(4000), level: 2 };
  const { levels } = hold(low, fine, 20);
  assert.equal(levels, [2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
});

test("does not go up into a level that path or processor cannot bear", () => {
  const low = { ...startAdaptation(4000), level: 1 };
  assert.is(hold(low, { ...fine, availableKbps: 1200 }, 40).state.level, 1);
  assert.is(hold(low, { ...fine, encodeMs: 200 }, 40).state.level, 1);
});

test("waits longer each time a level has just failed", () => {
  let state: AdaptationState = { ...startAdaptation(4000), level: 1 };
  const waits: number[] = [];
  let nowMs = 0;
  const sample = (change: Partial<AdaptationSample>): void => {
    nowMs += 500;
    state = adapt(state, { ...fine, ...change, atMs: nowMs });
  };
  for (let attempt = 0; attempt < 5; attempt++) {
    const fromMs = nowMs;
    while (state.level === 1) sample({});
    waits.push(nowMs - fromMs);
    while (state.level === 0) sample({ qp: 120 });
  }
  assert.equal(waits, [5000, 10_000, 20_000, 40_000, 40_000]);
});

test("a pause without feeds says nothing", () => {
  const state = { ...startAdaptation(4000), badForMs: 500 };
  assert.is(adapt(state, { ...fine, fed: 0, encoded: 0, qp: null, atMs: 0 }), state);
});

test("a still picture at one refresh a second does not count as dropping", () => {
  assert.is(hold(startAdaptation(4000), { ...fine, fed: 1, encoded: 0, qp: null }, 20).state.level, 0);
});

test("scaled sizes are even", () => {
  assert.equal(scaledSize(1280, 800, 0.75), { width: 960, height: 600 });
  assert.equal(scaledSize(1366, 768, 0.75), { width: 1024, height: 576 });
  for (const scale of [1, 0.75, 0.5]) {
    for (let n = 2; n < 2000; n += 7) assert.equal(scaledSize(n, n, scale).width % 2, 0);
  }
});

test.run();
