import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hostNamed, hostWent, NO_OWN_RECTS, screenApplied, screenCame, screenWent } from "./own-rects.ts";

const test = suite("own rectangles");
const rects = [{ x: 0, y: 0, width: 10, height: 10 }];

test("the host paints only after screen has taken its rectangles", () => {
  const ready = screenCame(NO_OWN_RECTS).state;
  const named = hostNamed(ready, 7, rects);
  assert.equal(named.effects, [{ to: "screen", serial: 1, rects }]);
  assert.equal(screenApplied(named.state, 1).effects, [{ to: "host", serial: 7 }]);
});

test("without a screen the host paints at once, and screen gets the last set first thing", () => {
  const named = hostNamed(NO_OWN_RECTS, 7, rects);
  assert.equal(named.effects, [{ to: "host", serial: 7 }]);
  assert.equal(screenCame(named.state).effects, [{ to: "screen", serial: 1, rects }]);
});

test("nothing is sent to screen before the host has named anything", () => {
  assert.equal(screenCame(NO_OWN_RECTS).effects, []);
});

test("one confirmation covers all earlier sets", () => {
  let state = screenCame(NO_OWN_RECTS).state;
  for (const serial of [7, 8, 9]) state = hostNamed(state, serial, rects).state;
  const applied = screenApplied(state, 2);
  assert.equal(applied.effects, [
    { to: "host", serial: 7 },
    { to: "host", serial: 8 },
  ]);
  assert.equal(screenApplied(applied.state, 3).effects, [{ to: "host", serial: 9 }]);
});

test("a screen that dies sets free whoever waits for it", () => {
  const waiting = hostNamed(screenCame(NO_OWN_RECTS).state, 7, rects).state;
  const went = screenWent(waiting);
  assert.equal(went.effects, [{ to: "host", serial: 7 }]);
  assert.equal(screenCame(went.state).effects, [{ to: "screen", serial: 1, rects }]);
});

test("a restarted host is not answered for its predecessor, whose rectangles stay blanked", () => {
  const waiting = hostNamed(screenCame(NO_OWN_RECTS).state, 7, rects).state;
  const went = hostWent(waiting).state;
  assert.equal(screenApplied(went, 1).effects, []);
  assert.is(went.rects, rects);
  const fresh = hostNamed(went, 1, []);
  assert.equal(fresh.effects, [{ to: "screen", serial: 2, rects: [] }]);
});

test.run();
