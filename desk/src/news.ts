import type { Serial } from "./serial.ts";

/** Many changes in a moment are one piece of news: each console and each idle device hears of them once. */
const GATHER_MS = 250;

/** Gathers changes and tells of them together. */
export class News {
  readonly #serial: Serial;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  tell: () => Promise<void> = async () => {};

  constructor(serial: Serial) {
    this.#serial = serial;
  }

  changed(): void {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#serial.post(() => this.tell());
    }, GATHER_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
