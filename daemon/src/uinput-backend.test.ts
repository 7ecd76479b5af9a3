import { test } from "uvu";
import * as assert from "uvu/assert";
import type { NativeInput } from "#native";
import { FakeClock } from "../core/fake-clock.ts";
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, UinputBackend } from "./uinput-backend.ts";

function setUp() {
  const clock = new FakeClock();
  const native = { opens: 0, isReady: false, open: () => (native.opens += 1), close: () => {} };
  const backend = new UinputBackend(
    () => native as unknown as NativeInput,
    (_device, place) => place,
    clock,
  );
  /** Asked for all the time, as the control does: after how long devices are made. */
  const madeAfterMs = () => {
    const [opens, from] = [native.opens, clock.nowMs()];
    for (; native.opens === opens; clock.advance(10)) backend.open();
    return clock.nowMs() - 10 - from;
  };
  return { clock, native, backend, madeAfterMs };
}

test("on a machine where they lapse again and again devices are made ever more seldom", () => {
  const { madeAfterMs } = setUp();
  const pauses = Array.from({ length: 7 }, madeAfterMs).map((ms) => Math.round(ms / 1000));
  assert.equal(pauses, [0, 2, 4, 8, 16, 16, 16]);
});

test("once they were ready, those that lapse are made anew at once, and so are those of the next grant", () => {
  const { clock, native, backend, madeAfterMs } = setUp();
  for (let n = 0; n < 5; n++) madeAfterMs();
  native.isReady = true;
  assert.ok(backend.isReady);
  clock.advance(LONGEST_PAUSE_MS);
  native.isReady = false;
  assert.not(backend.isReady);
  assert.is(madeAfterMs(), 0);
  assert.is(Math.round(madeAfterMs() / 1000), FIRST_PAUSE_MS / 1000);
  backend.close();
  assert.is(madeAfterMs(), 0);
});

test.run();
