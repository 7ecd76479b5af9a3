import type { ControlReason } from "#protocol/common";
import type { Consent } from "../core/consent-event.ts";
import type { ControlFacts } from "../core/control-state.ts";
import type { GateFacts } from "../core/input-gate.ts";
import { heldUntil } from "../core/lease.ts";
import type { Clock } from "../core/ports.ts";
import type { InputHand } from "./input-hand.ts";
import type { Parts } from "./parts.ts";

/** Silence of media for so long, and what it holds down is let go of. */
export const MEDIA_SILENT_MS = 3000;

/** What the neighbours say of the world in which control happens: picture, call, surfaces, devices. */
export class ControlCircumstances {
  readonly #parts: Pick<Parts, "driver" | "host" | "own">;
  readonly #hand: InputHand | null;
  readonly #clock: Clock;
  #heardMs = Number.NEGATIVE_INFINITY;
  /** One of our surfaces has the keyboard's focus. */
  isShellFocused = false;

  /** @param hand null: this device cannot be controlled */
  constructor(parts: Pick<Parts, "driver" | "host" | "own">, hand: InputHand | null, clock: Clock) {
    this.#parts = parts;
    this.#hand = hand;
    this.#clock = clock;
  }

  /** Media lives. */
  mediaHeard(): void {
    this.#heardMs = this.#clock.nowMs();
  }

  /** What stands against asking the customer; null: nothing. */
  against(): ControlReason | null {
    const { host, driver } = this.#parts;
    if (!this.#hand || !host.isConnected) return "unavailable";
    return driver.facts.stillThere ? "no-answer" : null;
  }

  /** @param isTouched the customer's own finger has the glass */
  facts(isTouched: boolean): ControlFacts {
    const { stillThere } = this.#parts.driver.facts;
    return { isReady: this.#isReady, isFit: this.#isFit, isTouched, isHelpInFront: this.isShellFocused || stillThere !== null };
  }

  gateFacts({ participant, question, grant }: Consent): GateFacts {
    const { driver, own } = this.#parts;
    const { leases, facts } = driver.moment;
    const isAsked = question !== null || facts.stillThere !== null;
    return {
      grant,
      touchUntilMs: heldUntil(leases, "touch", participant),
      typeUntilMs: heldUntil(leases, "type", participant),
      shut: isAsked ? "help-in-front" : !this.#isFit ? "unavailable" : !this.#isReady ? "paused" : null,
      isShellFocused: this.isShellFocused,
      own: own.rects,
      // Surfaces and their edges are in logical pixels.
      output: facts.output?.outputs[0] ?? null,
    };
  }

  get #isReady(): boolean {
    return this.#hand?.isReady ?? false;
  }

  get #isFit(): boolean {
    const { driver, host } = this.#parts;
    const { session, wanted, facts } = driver.moment;
    // What the agent does not see, they do not touch.
    const isSeen = session.name === "live" && wanted.view === "live" && facts.screenConnected;
    return isSeen && host.isConnected && this.#clock.nowMs() - this.#heardMs < MEDIA_SILENT_MS;
  }
}
