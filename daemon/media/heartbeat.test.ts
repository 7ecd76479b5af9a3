import { suite } from "uvu";
import * as assert from "uvu/assert";
import { onHeard, startHeartbeat, TICK_MS, tick } from "./heartbeat.ts";

const test = suite("heartbeat");

/** Ticks every TICK_MS and hears the console at the given times; returns when beats were sent and when it was dead. */
function run(heardAtMs: number[], untilMs: number): { beats: [number, number][]; dead: number[] } {
  let heart = startHeartbeat(0);
  const beats: [number, number][] = [];
  const dead: number[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += TICK_MS) {
    if (heardAtMs.includes(nowMs)) heart = onHeard(heart, nowMs);
    const { heart: next, send } = tick(heart, nowMs);
    if (send !== null) beats.push([nowMs, send]);
    if (next.isDead && !heart.isDead) dead.push(nowMs);
    heart = next;
  }
  return { beats, dead };
}

test("beats at once and then every second, numbered", () => {
  assert.equal(run([], 3000).beats, [
    [0, 0],
    [1000, 1],
    [2000, 2],
    [3000, 3],
  ]);
});

test("the console is dead after three seconds of silence, not before", () => {
  assert.equal(run([], 2900).dead, []);
  assert.equal(run([], 6000).dead, [3000]);
  assert.equal(run([1000, 2000], 6000).dead, [5000]);
});

test("a console that is heard again is alive again, and may die again", () => {
  assert.equal(run([4000], 8000).dead, [3000, 7000]);
});

test("does not make up for beats missed while the process was held up", () => {
  let { heart } = tick(startHeartbeat(0), 0);
  const sent: number[] = [];
  for (const nowMs of [5000, 5100, 5900, 6000]) {
    const next = tick(heart, nowMs);
    heart = next.heart;
    if (next.send !== null) sent.push(nowMs);
  }
  assert.equal(sent, [5000, 6000]);
});

test.run();
