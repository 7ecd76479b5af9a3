import { MAX_TEXT_UNITS, TEXT_RATE } from "#protocol/input";

/** Below the device's own rate and burst: what is delayed on its way arrives closer together than it was sent. */
const PER_MS = (0.875 * TEXT_RATE.perSecond) / 1000;
const BURST = TEXT_RATE.burst - MAX_TEXT_UNITS / 4;

/** Keeps texts to the rate at which a device takes them: what it refuses would be a hole in the text. */
export class TextBudget {
  #units = BURST;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Takes so many code units when they are there, and gives 0; else takes none and gives the time until they are, in ms. */
  take(units: number, nowMs: number): number {
    this.#units = Math.min(BURST, this.#units + Math.max(0, nowMs - this.#atMs) * PER_MS);
    this.#atMs = nowMs;
    if (this.#units < units) return Math.ceil((units - this.#units) / PER_MS);
    this.#units -= units;
    return 0;
  }
}
