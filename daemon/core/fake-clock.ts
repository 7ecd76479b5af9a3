import type { Clock } from "./ports.ts";

/** A clock that stands until it is moved; deadlines fire in their order on the way. */
export class FakeClock implements Clock {
  #nowMs: number;
  #deadlines: { atMs: number; run: () => void; everyMs: number | null }[] = [];
  readonly #epochMs: number;

  constructor(nowMs = 1000, epochMs = 1_800_000_000_000) {
    this.#nowMs = nowMs;
    this.#epochMs = epochMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#epochMs + this.#nowMs;
  }

  after(ms: number, run: () => void): () => void {
    return this.#add(ms, run, null);
  }

  every(ms: number, run: () => void): () => void {
    return this.#add(ms, run, ms);
  }

  /** How many deadlines are waiting: none may be left behind by something that was stopped. */
  get pending(): number {
    return this.#deadlines.length;
  }

  /** Moves time on by `ms` and runs all that becomes due. */
  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (;;) {
      const due = this.#deadlines.filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      if (due.everyMs === null) this.#deadlines = this.#deadlines.filter((other) => other !== due);
      else due.atMs += due.everyMs;
      due.run();
    }
    this.#nowMs = end;
  }

  #add(ms: number, run: () => void, everyMs: number | null): () => void {
    const deadline = { atMs: this.#nowMs + ms, run, everyMs };
    this.#deadlines.push(deadline);
    return () => {
      this.#deadlines = this.#deadlines.filter((other) => other !== deadline);
    };
  }
}
