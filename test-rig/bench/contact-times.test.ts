import { test } from "uvu";
import * as assert from "uvu/assert";
import { clockErrorMs, contactTimes, type TimelineMark } from "./contact-times.ts";

const mark = (name: string, machine: string, atMs: number, offsetMs: number | null, errorMs = 1): TimelineMark => ({
  name,
  machine,
  boot: `${machine}-boot`,
  atMs,
  deskMs: offsetMs === null ? null : atMs + offsetMs,
  errorMs: offsetMs === null ? null : errorMs,
});
/** On the desk's clock: gesture 1000, panel 1200, requested 5200, offer 5300, accepted 8300, stripe 9000, face 9100, whole 9400. */
const timeline: readonly TimelineMark[] = [
  mark("gesture", "device", 500, 500),
  mark("panel-painted", "device", 700, 500),
  mark("requested", "device", 4700, 500),
  mark("offer-shown", "console", 300, 5000, 3),
  mark("accepted", "desk", 8317, 0),
  mark("accepted", "console", 3300, 5000, 3),
  mark("agent-first-frame", "device", 8600, 500),
  mark("screen-first-stripe", "console", 4000, 5000, 3),
  mark("screen-whole", "console", 4400, 5000, 3),
];

test("takes what a contact took from marks of three clocks", () => {
  assert.equal(contactTimes(timeline), {
    gestureToPanel: 200,
    acceptToAgentFace: 800,
    acceptToFirstStripe: 700,
    acceptToScreen: 1100,
    ownShare: 8100 - 4000 - 3000,
  });
  assert.is(clockErrorMs(timeline), 3);
});

test("compares marks of one machine by its own clock, whatever the desk knows of it", () => {
  const unknown = timeline.map((each) => (each.name === "gesture" ? { ...each, deskMs: 99_999 } : each));
  assert.is(contactTimes(unknown).gestureToPanel, 200);
});

test("names what is missing", () => {
  assert.throws(() => contactTimes(timeline.filter(({ name }) => name !== "screen-whole")), /has no screen-whole of the console/);
  const apart = timeline.map((each) => (each.name === "agent-first-frame" ? { ...each, deskMs: null } : each));
  assert.throws(() => contactTimes(apart), /agent-first-frame is not on the desk's clock/);
});

test.run();
