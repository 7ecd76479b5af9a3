import { test } from "uvu";
import * as assert from "uvu/assert";
import { type RestartFacts, type RestartPolicy, readWindow, restartHindrance } from "./restart-window.ts";
import { STATE_NAMES } from "./session-state.ts";
import { isContact, readUseText, useText } from "./use.ts";

const DAY_MS = 86_400_000;
const policy: RestartPolicy = { quietMs: 300_000, window: { fromMinute: 120, toMinute: 300 }, deadlineMs: 7 * DAY_MS };
const night: RestartFacts = { use: { inContact: false, lastS: 1000 }, isDaemonRunning: true, nowS: 2000, minute: 180, ageMs: DAY_MS };

test("starts again at the right time of the day when nobody has used the kiosk for a while", () => {
  assert.is(restartHindrance(night, policy), null);
  assert.match(restartHindrance({ ...night, nowS: 1299 }, policy) ?? "", "somebody has just used");
  assert.match(restartHindrance({ ...night, minute: 300 }, policy) ?? "", "time of the day");
  assert.is(restartHindrance({ ...night, minute: 300 }, { ...policy, window: null }), null);
});

test("never in a contact, not even after the deadline", () => {
  const use = { inContact: true, lastS: 0 };
  for (const ageMs of [0, DAY_MS, 8 * DAY_MS, 365 * DAY_MS, -1]) {
    assert.is(restartHindrance({ ...night, use, ageMs }, policy), "a contact is there");
  }
});

test("after the deadline waits for no quiet and no time of the day", () => {
  const busy = { ...night, nowS: 1001, minute: 720 };
  assert.ok(restartHindrance({ ...busy, ageMs: 7 * DAY_MS - 1 }, policy));
  assert.is(restartHindrance({ ...busy, ageMs: 7 * DAY_MS }, policy), null);
  assert.is(restartHindrance({ ...busy, ageMs: -1 }, policy), null, "a clock that was set back does not put it off");
});

test("believes no word about a contact when no daemon runs, and waits for the word of one that does", () => {
  const use = { inContact: true, lastS: 1000 };
  assert.is(restartHindrance({ ...night, use, isDaemonRunning: false }, policy), null);
  assert.is(restartHindrance({ ...night, use: null, isDaemonRunning: false }, policy), null);
  assert.match(restartHindrance({ ...night, use: null, ageMs: 8 * DAY_MS }, policy) ?? "", "has not said");
});

test("reads a part of the day, over midnight too", () => {
  assert.equal(readWindow("02:00-05:30"), { fromMinute: 120, toMinute: 330 });
  const over = { ...policy, window: readWindow("22:00-04:00") };
  assert.equal(
    [0, 239, 240, 1319, 1320].map((minute) => restartHindrance({ ...night, minute }, over) === null),
    [true, true, false, false, true],
  );
  assert.equal(readWindow("03:00-03:00"), { fromMinute: 0, toMinute: 1440 });
  for (const wrong of ["", "2:00-5:00", "24:00-01:00", "02:00", "02:00-05:60", "02:00-05:00 "]) assert.is(readWindow(wrong), null, wrong);
});

test("a word on the use is read as it was written, and nothing else is", () => {
  for (const use of [
    { inContact: true, lastS: 12 },
    { inContact: false, lastS: 0 },
  ])
    assert.equal(readUseText(useText(use)), use);
  for (const wrong of [null, "", "free", "free 1", "contact -1\n", "free 1\nx", "busy 1\n", "free 1e9\n", `free ${"9".repeat(13)}\n`]) {
    assert.is(readUseText(wrong), null, String(wrong));
  }
});

test("a contact is one from the place in line to the customer's answer", () => {
  assert.equal(
    STATE_NAMES.filter((name) => !isContact(name)),
    ["idle", "panel", "choosing", "closed"],
  );
});

test.run();
