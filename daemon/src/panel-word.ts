import type { Rect } from "#protocol/common";
import { addPhysical, type ButtonWord, isConfirmed, NO_PROOFS, type Proofs } from "../core/confirmation.ts";
import type { Physical } from "../core/physical.ts";
import type { Clock } from "../core/ports.ts";

/** The panel's word may be quicker than the physical event that it is about: so long it is waited for. */
const WORD_AHEAD_MS = 250;

/** Weighs the panel's word "allow" against what the customer's own hand did. */
export class PanelWord {
  readonly #clock: Clock;
  readonly #onWeighed: (question: number, isConfirmed: boolean) => void;
  #proofs: Proofs = NO_PROOFS;
  #waiting: (ButtonWord & { readonly question: number }) | null = null;
  #cancel = (): void => {};

  constructor(clock: Clock, onWeighed: (question: number, isConfirmed: boolean) => void) {
    this.#clock = clock;
    this.#onWeighed = onWeighed;
  }

  /** @param button where it is on the output; null where it cannot be */
  said(question: number, paintedMs: number | null, button: Rect | null): void {
    this.stop();
    this.#waiting = { question, paintedMs, button, wordMs: this.#clock.nowMs() };
    this.#cancel = this.#clock.after(WORD_AHEAD_MS, () => this.#weighed(question, false));
    this.#weigh();
  }

  physical(event: Physical): void {
    this.#proofs = addPhysical(this.#proofs, event);
    this.#weigh();
  }

  /** Nothing is weighed any more. */
  stop(): void {
    this.#cancel();
    this.#waiting = null;
  }

  #weigh(): void {
    if (this.#waiting && isConfirmed(this.#proofs, this.#waiting)) this.#weighed(this.#waiting.question, true);
  }

  #weighed(question: number, isConfirmed: boolean): void {
    this.stop();
    this.#onWeighed(question, isConfirmed);
  }
}
