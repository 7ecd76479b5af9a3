import { test } from "uvu";
import * as assert from "uvu/assert";
import type { NativeInput } from "#native";
import { FakeClock } from "../core/fake-clock.ts";
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, UinputBackend } from "./uinput-backend.ts";

function setUp() {
  const clock = new FakeClock();
  const made = { count: 0 };
  const native = { open: () => (made.count += 1), isReady: false } as unknown as NativeInput;
  return {
    clock,
    made,
    backend: new UinputBackend(
      () => native,
      (_device, place) => place,
      clock,
    ),
  };
}

test("on a machine that lapses again and again devices are made ever more seldom, and as often as at first once they were ready", () => {
  const { clock, made, backend } = setUp();
  const begins: number[] = [];
  for (let lapses = 0; lapses < 8; lapses++) {
    const before = made.count;
    while (made.count === before) {
      backend.open();
      if (made.count === before) clock.advance(10);
    }
    begins.push(clock.nowMs());
    backend.told("lapsed");
  }
  const pauses = begins.slice(1).map((atMs, n) => atMs - (begins[n] ?? 0));
  assert.equal(pauses, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
  assert.is(pauses[0], FIRST_PAUSE_MS);
  assert.is(pauses.at(-1), LONGEST_PAUSE_MS);
  backend.told("ready");
  backend.told("lapsed");
  clock.advance(FIRST_PAUSE_MS - 1);
  backend.open();
  const before = made.count;
  clock.advance(1);
  backend.open();
  assert.is(made.count, before + 1);
});

test.run();
