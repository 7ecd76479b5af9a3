import { test } from "uvu";
import * as assert from "uvu/assert";
import { isLit, isPressed, lampOf, lampReport } from "./hid-report.ts";

const report = (...bytes: number[]) => Uint8Array.from(bytes);

test("a button is pressed by a bit, by a usage, or by anything", () => {
  assert.is(isPressed(report(0, 4), { byte: 1, mask: 4 }), true);
  assert.is(isPressed(report(4, 3), { byte: 1, mask: 4 }), false);
  assert.is(isPressed(report(9), { byte: 0 }), true);
  assert.is(isPressed(report(0), { byte: 0 }), false);
  assert.is(isPressed(report(3, 0xa6, 1), { id: 3, byte: 1, consumer: 0x1a6 }), true);
  assert.is(isPressed(report(3, 0xa6, 0), { id: 3, byte: 1, consumer: 0x1a6 }), false);
});

test("a report of another number or too short says nothing", () => {
  assert.is(isPressed(report(2, 1), { id: 3, byte: 1, mask: 1 }), null);
  assert.is(isPressed(report(), { byte: 0 }), null);
  assert.is(isPressed(report(1, 0xa6), { byte: 1, consumer: 0x1a6 }), null);
});

test("a lamp's report has its number, its size and the value in its place", () => {
  assert.equal(lampReport({ report: 2, byte: 1, on: 0x80, off: 0x10, size: 4 }, true), [2, 0, 0x80, 0, 0]);
  assert.equal(lampReport({ report: 0, byte: 0, on: 1, off: 0 }, false), [0, 0]);
});

test("a lamp blinks while somebody waits and is on in a contact", () => {
  assert.equal([lampOf("idle"), lampOf("queued"), lampOf("live"), lampOf("wrapup")], ["off", "blinking", "on", "off"]);
  assert.equal(
    [0, 499, 500, 999, 1000].map((ms) => isLit("blinking", 100, 100 + ms)),
    [true, true, false, false, true],
  );
  assert.equal([isLit("on", 0, 700), isLit("off", 0, 100)], [true, false]);
});

test.run();
