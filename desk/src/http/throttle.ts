/** Most senders remembered; past it the oldest are forgotten. */
const MOST_KEYS = 10_000;
const FORGET_AFTER_MS = 15 * 60_000;
const LONGEST_DELAY_MS = 5 * 60_000;

interface Failures {
  count: number;
  nextMs: number;
  lastMs: number;
}

/**
 * Slows down guessing: after `free` failures of a key each further one doubles the time until the next attempt, from 1 s to 5 min.
 * An attempt counts as failed when it begins, so that many at once gain nothing; success takes it back.
 */
export class Throttle {
  readonly #free: number;
  readonly #nowMs: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(free: number, nowMs: () => number) {
    this.#free = free;
    this.#nowMs = nowMs;
  }

  /** Begins an attempt. @returns 0, or the ms to wait before one is allowed */
  begin(key: string): number {
    const now = this.#nowMs();
    const known = this.#failures.get(key);
    const failures = known && now - known.lastMs < FORGET_AFTER_MS ? known : { count: 0, nextMs: 0, lastMs: now };
    if (now < failures.nextMs) return failures.nextMs - now;
    failures.count += 1;
    failures.lastMs = now;
    const excess = failures.count - this.#free;
    failures.nextMs = excess < 0 ? 0 : now + Math.min(LONGEST_DELAY_MS, 1000 * 2 ** excess);
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    this.#trim();
    return 0;
  }

  /** The attempt was right: everything is forgiven. */
  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #trim(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= MOST_KEYS) return;
      this.#failures.delete(key);
    }
  }
}
