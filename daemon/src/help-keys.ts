import {
  type KeyEvent,
  type KeyMeaning,
  type KeyStep,
  keyEvent,
  type MeantKeys,
  NO_HOLDS,
  nextMeaningMs,
  passTime,
} from "../core/help-key.ts";
import type { Clock } from "../core/ports.ts";

/** Watches the machine's keys by the clock. In the image the end key is the native thread's: there `meant.endKey` is null. */
export class HelpKeys {
  readonly #meant: MeantKeys;
  readonly #clock: Clock;
  readonly #onMeaning: (meaning: KeyMeaning) => void;
  #holds = NO_HOLDS;
  #stopWaiting = () => {};

  constructor(meant: MeantKeys, clock: Clock, onMeaning: (meaning: KeyMeaning) => void) {
    this.#meant = meant;
    this.#clock = clock;
    this.#onMeaning = onMeaning;
  }

  key(event: KeyEvent): void {
    this.#take(keyEvent(this.#holds, event, this.#meant));
  }

  /** The keyboard is gone with whatever was held on it. */
  release(): void {
    this.#stopWaiting();
    this.#holds = NO_HOLDS;
  }

  #take({ holds, meanings }: KeyStep): void {
    this.#holds = holds;
    this.#stopWaiting();
    const nextMs = nextMeaningMs(holds, this.#meant);
    if (nextMs !== null) {
      const waitMs = Math.max(0, nextMs - this.#clock.nowMs());
      this.#stopWaiting = this.#clock.after(waitMs, () =>
        this.#take(passTime(this.#holds, Math.max(nextMs, this.#clock.nowMs()), this.#meant)),
      );
    }
    for (const meaning of meanings) this.#onMeaning(meaning);
  }
}
