/** The device's monotonic clock in ms (CLOCK_MONOTONIC), shared by every process of one boot. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Time as a dependency: what a class needs to wait, replaced in tests by one that is turned by hand. */
export interface Clock {
  now(): number;
  /** Calls back once after `ms`; returns how to call that off. */
  after(ms: number, call: () => void): () => void;
}

export const realClock: Clock = {
  now: monotonicMs,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is turned. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #waiting: { atMs: number; call: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, ms), call };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Turns the clock, calling what falls due on the way, in order. */
  turn(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#waiting = this.#waiting.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.call();
    }
    this.#nowMs = untilMs;
  }
}
