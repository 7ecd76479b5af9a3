import { type Bucket, fullBucket, type Rate, take } from "../core/input-rate.ts";
import type { Clock, Log } from "../core/ports.ts";

/** Enough to see what happens; a flood of ten thousand connections fills no disk. */
export const SELDOM: Rate = { perSecond: 0.2, burst: 8 };

interface Told {
  readonly bucket: Bucket;
  readonly leftOut: number;
}

/** Log lines that somebody else can cause as often as they like: each text a few times at once, then seldom, and how many were left out. */
export class SeldomLog {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** @param text one of few: each is counted by itself */
  warn(facts: object, text: string): void {
    const now = this.#clock.nowMs();
    const { bucket, leftOut } = this.#told.get(text) ?? { bucket: fullBucket(SELDOM, now), leftOut: 0 };
    const rest = take(bucket, SELDOM, 1, now);
    this.#told.set(text, rest ? { bucket: rest, leftOut: 0 } : { bucket, leftOut: leftOut + 1 });
    if (rest) this.#log.warn(leftOut > 0 ? { ...facts, leftOut } : facts, text);
  }
}
