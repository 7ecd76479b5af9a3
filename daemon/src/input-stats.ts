import type { Log } from "../core/ports.ts";

const REPORT_MS = 1000;
/** More writes than this in a second are counted, not listed. */
const MOST_LISTED = 2000;

/** How long events take from the socket to the backend: one line a second, when the config asks for it. */
export class InputStats {
  readonly #log: Log;
  readonly #isOn: boolean;
  #sinceMs = 0;
  #tookMs: number[] = [];
  #writtenMs: number[] = [];
  #refused = 0;

  constructor(log: Log, isOn: boolean) {
    this.#log = log;
    this.#isOn = isOn;
  }

  /** An event that arrived at `arrivedMs` has been handed to the backend at `writtenMs`, or has been refused. */
  add(arrivedMs: number, writtenMs: number, isWritten: boolean): void {
    if (!this.#isOn) return;
    if (!isWritten) this.#refused += 1;
    else if (this.#tookMs.length < MOST_LISTED) {
      this.#tookMs.push(writtenMs - arrivedMs);
      this.#writtenMs.push(Math.round(writtenMs * 1000) / 1000);
    }
  }

  /** Asked often; says something once a second while there is something to say. */
  report(now: number): void {
    if (!this.#isOn || now - this.#sinceMs < REPORT_MS || this.#tookMs.length + this.#refused === 0) return;
    const sorted = this.#tookMs.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    const facts = { count: sorted.length, refused: this.#refused, p50Ms: at(0.5), p99Ms: at(0.99), writtenMs: this.#writtenMs };
    this.#log.info(facts, "input stats");
    this.#sinceMs = now;
    this.#tookMs = [];
    this.#writtenMs = [];
    this.#refused = 0;
  }
}
