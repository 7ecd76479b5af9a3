import type { Sample } from "./page/reader.ts";

/** What is printed of one scene over one line. Latencies are null where the scene never changes. */
export interface SceneFigures {
  readonly latency: { readonly p50: number | null; readonly p95: number | null };
  /** Distinct stamps a second. */
  readonly fps: number;
  /** Of the processes that serve the picture. */
  readonly cpuSecondsPerMinute: number;
  readonly kBps: number;
}

/** The stamp's clock counts units of 0.1 ms in 32 bits (protocol/strip.ts). */
const STAMP_PERIOD_MS = 2 ** 32 / 10;

/** The value below which `share` of the values lie (nearest rank); null of none. Does not change its argument. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Rounds for people; null stays null. */
export function rounded(value: number | null, digits = 1): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

export function p50p95(values: readonly number[]): { p50: number | null; p95: number | null } {
  return { p50: rounded(quantile(values, 0.5)), p95: rounded(quantile(values, 0.95)) };
}

/** How old a stamp was when it was first seen. A clock that went past its end is unwound; a little negative is the clocks' grain. */
export function ageMs({ seenMs, stampMs }: Sample): number {
  const age = (seenMs - stampMs) % STAMP_PERIOD_MS;
  if (age < -STAMP_PERIOD_MS / 2) return age + STAMP_PERIOD_MS;
  return age > STAMP_PERIOD_MS / 2 ? age - STAMP_PERIOD_MS : age;
}

/**
 * Latency and rate of what a receiver saw.
 * @param samples each distinct stamp when it was first seen, in that order
 * @param fromMs, untilMs the measured time on the receiver's wall clock; samples outside do not count
 */
export function latencyAndRate(samples: readonly Sample[], fromMs: number, untilMs: number): Pick<SceneFigures, "latency" | "fps"> {
  const inside = samples.filter(({ seenMs }) => seenMs >= fromMs && seenMs < untilMs);
  return { latency: p50p95(inside.map(ageMs)), fps: Number((inside.length / ((untilMs - fromMs) / 1000)).toFixed(1)) };
}

/** From the end of an outage until a stamp was seen that was made after it; null: never. */
export function recoveryMs(samples: readonly Sample[], endMs: number): number | null {
  const first = samples.find((sample) => sample.seenMs >= endMs && sample.seenMs - ageMs(sample) >= endMs);
  return first ? first.seenMs - endMs : null;
}
