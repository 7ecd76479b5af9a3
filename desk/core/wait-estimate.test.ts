import { test } from "uvu";
import * as assert from "uvu/assert";
import { abandonRate, estimateWait, learnHandling, learnWaiting, NEW_WAIT_MODEL, nextShown } from "./wait-estimate.ts";

test("a free agent means no wait", () => {
  assert.equal(estimateWait({ ahead: 0, agents: 3, free: 1 }, NEW_WAIT_MODEL), { meanS: 0, p90S: 0 });
  assert.ok((estimateWait({ ahead: 1, agents: 3, free: 1 }, NEW_WAIT_MODEL)?.meanS ?? 0) > 0);
});

test("nobody there means unknown, never a number", () => {
  assert.is(estimateWait({ ahead: 0, agents: 0, free: 0 }, NEW_WAIT_MODEL), null);
});

test("equals the sum of the expected gaps between departures", () => {
  const theta = 30 / 18_000;
  const expected = 1 / (2 / 240) + 1 / (2 / 240 + theta) + 1 / (2 / 240 + 2 * theta);
  const estimate = estimateWait({ ahead: 2, agents: 2, free: 0 }, NEW_WAIT_MODEL);
  assert.ok(Math.abs((estimate?.meanS ?? 0) - expected) < 1e-9);
  assert.ok((estimate?.p90S ?? 0) > expected);
});

/** Simulates one line with exponential handling and patience, and returns the mean wait of a request behind `ahead` others. */
function simulate(ahead: number, agents: number, handleS: number, patienceS: number, runs: number): number {
  let seed = 42;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    for (let left = ahead; left >= 0; left--) {
      sum += -Math.log(1 - random()) / (agents / handleS + left / patienceS);
    }
  }
  return sum / runs;
}

test("equals a brute-force simulation of the line", () => {
  const estimate = estimateWait({ ahead: 10, agents: 4, free: 0 }, NEW_WAIT_MODEL)?.meanS ?? 0;
  const simulated = simulate(10, 4, 240, 600, 20_000);
  assert.ok(Math.abs(estimate - simulated) / simulated < 0.02, `${estimate} and ${simulated}`);
});

test("learns the handle time, slowly at first and then by one hundredth", () => {
  let model = learnHandling(NEW_WAIT_MODEL, 450);
  assert.is(model.handleS, 250);
  for (let i = 0; i < 1000; i++) model = learnHandling(model, 450);
  assert.ok(Math.abs(model.handleS - 450) < 1);
});

test("learns how many leave while waiting", () => {
  assert.is(abandonRate(NEW_WAIT_MODEL), 1 / 600);
  assert.is(abandonRate(learnWaiting(NEW_WAIT_MODEL, 600, true)), 31 / 18_600);
  assert.ok(abandonRate(learnWaiting(NEW_WAIT_MODEL, 600, false)) < 1 / 600);
});

test("shows a fall at once and a rise only when it is worth it", () => {
  const at = (meanS: number) => ({ meanS, p90S: meanS });
  assert.is(nextShown(undefined, at(100.4)), 100);
  assert.is(nextShown(100, at(90)), 90);
  assert.is(nextShown(100, at(119)), 100);
  assert.is(nextShown(100, at(121)), 121);
  assert.is(nextShown(100, null), null);
  assert.is(nextShown(null, at(60)), 60);
});

test.run();
