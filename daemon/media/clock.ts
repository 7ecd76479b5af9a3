import type { Clock } from "../core/ports.ts";

/** Time as a dependency: what a class here needs of it. Tests use the FakeClock of the core. */
export type MediaClock = Pick<Clock, "nowMs" | "after">;

/** The device's monotonic clock (CLOCK_MONOTONIC), shared by every process of one boot. */
export const monotonicClock: MediaClock = {
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
