import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type AppIdle, type AppIdleEvent, LEAVING_MS, step, usedAt } from "./app-idle.ts";

const test = suite("app idle");
const IDLE_MS = 120_000;
const quiet = { type: "time", isHelping: false } as const;
const helping = { type: "time", isHelping: true } as const;

/** Takes events at their times and tells what came of them. */
function after(...events: readonly (readonly [atMs: number, event: AppIdleEvent])[]): { state: AppIdle; said: string[] } {
  const said: string[] = [];
  let state = usedAt(0);
  for (const [atMs, event] of events) {
    const next = step(state, event, atMs, IDLE_MS);
    state = next.state;
    for (const effect of next.effects) said.push(effect.type === "app/reset" ? `reset ${atMs}` : `leaving ${effect.shown} ${atMs}`);
  }
  return { state, said };
}

test("says that it is about to begin anew, then does, once", () => {
  const warnedMs = IDLE_MS - LEAVING_MS;
  const { said } = after([warnedMs - 1, quiet], [warnedMs, quiet], [warnedMs + 1000, quiet], [IDLE_MS, quiet], [10 * IDLE_MS, quiet]);
  assert.equal(said, [`leaving true ${warnedMs}`, `reset ${IDLE_MS}`]);
});

test("a touch takes the word back and gives all the time anew", () => {
  const { said } = after([IDLE_MS - 1, quiet], [IDLE_MS, { type: "touched" }], [2 * IDLE_MS - LEAVING_MS - 1, quiet]);
  assert.equal(said, [`leaving true ${IDLE_MS - 1}`, `leaving false ${IDLE_MS}`]);
});

test("an app that nobody has touched since is left alone", () => {
  const { state, said } = after([IDLE_MS, quiet], [5 * IDLE_MS, { type: "touched" }], [6 * IDLE_MS, quiet]);
  assert.equal(said, [`reset ${IDLE_MS}`, `reset ${6 * IDLE_MS}`]);
  assert.is(state.usedMs, null);
});

test("never while somebody has help, and the time begins when that has ended", () => {
  const { said } = after([IDLE_MS - 1, quiet], [IDLE_MS, helping], [50 * IDLE_MS, helping], [51 * IDLE_MS - LEAVING_MS - 1, quiet]);
  assert.equal(said, [`leaving true ${IDLE_MS - 1}`, `leaving false ${IDLE_MS}`]);
});

test("who had help and has left leaves nothing: it begins anew as soon as help is off the glass", () => {
  const left = after([1000, helping], [2000, { type: "left" }], [2500, helping], [3000, quiet]);
  assert.equal(left.said, ["reset 3000"]);
  const back = after([1000, helping], [2000, { type: "left" }], [2500, { type: "touched" }], [3000, quiet]);
  assert.equal(back.said, [], "but not for whoever comes back meanwhile");
});

test("a short time is not all warning", () => {
  assert.equal(step(usedAt(0), quiet, 4999, 10_000).effects, []);
  assert.equal(step(usedAt(0), quiet, 5000, 10_000).effects, [{ type: "app/leaving", shown: true }]);
});

test.run();
