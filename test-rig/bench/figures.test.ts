import { test } from "uvu";
import * as assert from "uvu/assert";
import { ageMs, latencyAndRate, quantile, recoveryMs } from "./figures.ts";
import { interfaceBytes } from "./line.ts";
import { cpuSecondsPerMinute } from "./measurement.ts";

const PERIOD_MS = 2 ** 32 / 10;

test("a quantile is a value that occurred, and of nothing there is none", () => {
  assert.is(quantile([5, 1, 4, 2, 3], 0.5), 3);
  assert.is(quantile([5, 1, 4, 2, 3], 0.95), 5);
  assert.is(quantile([7], 0.01), 7);
  assert.is(quantile([], 0.5), null);
});

test("a stamp's age is right around the end of its clock", () => {
  const seenMs = PERIOD_MS * 4 + 20;
  assert.ok(Math.abs(ageMs({ seenMs, stampMs: PERIOD_MS - 30 }) - 50) < 0.1);
  assert.ok(Math.abs(ageMs({ seenMs, stampMs: 5 }) - 15) < 0.1);
  assert.ok(Math.abs(ageMs({ seenMs, stampMs: 21 }) + 1) < 0.1);
});

test("counts only what was seen while it was measured", () => {
  const samples = [
    { seenMs: 900, stampMs: 800 },
    { seenMs: 1000, stampMs: 960 },
    { seenMs: 1500, stampMs: 1440 },
    { seenMs: 2000, stampMs: 1000 },
  ];
  assert.equal(latencyAndRate(samples, 1000, 2000), { latency: { p50: 40, p95: 60 }, fps: 2 });
  assert.equal(latencyAndRate([], 1000, 2000), { latency: { p50: null, p95: null }, fps: 0 });
});

test("an outage ends with the first picture that was made after it, not with those that waited in the queue", () => {
  const samples = [
    { seenMs: 1900, stampMs: 1800 },
    { seenMs: 5100, stampMs: 3000 },
    { seenMs: 5400, stampMs: 5050 },
  ];
  assert.is(recoveryMs(samples, 5000), 400);
  assert.is(recoveryMs(samples.slice(0, 2), 5000), null);
});

test("CPU time becomes seconds a minute, also for a process that was started anew", () => {
  const before = { cpuMs: { screen: 1000, media: 9000 }, bytes: 0, atMs: 0 };
  const after = { cpuMs: { screen: 2000, media: 500 }, bytes: 0, atMs: 10_000 };
  assert.equal(cpuSecondsPerMinute(before, after), { screen: 6, media: 3 });
});

test("reads an interface's bytes", () => {
  const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  123       2    0    0    0     0          0         0      124       2    0    0    0     0       0          0
kiosk0: 1000      20    0    0    0     0          0         0     5000      30    0    0    0     0       0          0
`;
  assert.equal(interfaceBytes("kiosk0", table), { received: 1000, sent: 5000 });
  assert.equal(interfaceBytes("lo", table), { received: 123, sent: 124 });
  assert.throws(() => interfaceBytes("eth0", table), /no interface eth0/);
});

test.run();
