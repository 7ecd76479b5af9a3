import type { InputAct } from "../core/input-act.ts";
import type { Clock } from "../core/ports.ts";
import type { InputBackend } from "./input-backend.ts";
import type { ScreenTyping } from "./screen-typing.ts";

/** A text of the greatest length takes some seconds; a screen that has not got on for so long does not type. */
const TYPING_MS = 15_000;
/** What waits for a text at most: an agent's hand of many seconds. Whoever does more meanwhile has lost touch with the glass. */
export const MOST_WAITING = 4096;

/**
 * The agent's hand on the kiosk: devices and typing, in the order in which the agent did it. What follows a text waits until it is
 * typed, or an Enter would come before it; nothing else ever waits.
 */
export class InputHand {
  readonly #backend: InputBackend;
  readonly #typing: ScreenTyping;
  readonly #clock: Clock;
  #isOpen = false;
  #waiting: InputAct[] = [];
  #typingMs = 0;

  constructor(backend: InputBackend, typing: ScreenTyping, clock: Clock) {
    this.#backend = backend;
    this.#typing = typing;
    this.#clock = clock;
  }

  get isReady(): boolean {
    return this.#isOpen && this.#backend.isReady;
  }

  /** Makes the devices, anew where they have gone. @throws Error when there can be none */
  open(): void {
    this.#backend.open();
    this.#isOpen = true;
    this.renew();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.act({ type: "release" });
    this.#isOpen = false;
    this.#backend.close();
  }

  renew(): void {
    if (!this.#isOpen) return;
    if (this.#typing.isBusy && this.#clock.nowMs() - this.#typingMs > TYPING_MS) this.act({ type: "release" });
    this.#backend.renew();
    this.#typing.renew();
  }

  act(act: InputAct): void {
    if (!this.#isOpen) return;
    if (act.type === "release") this.#release();
    else if (this.#waiting.length > 0 || (this.#typing.isBusy && act.type !== "text")) this.#wait(act);
    else this.#do(act);
  }

  /** The text of this number is on its way to the glass; not one of those that were forgotten. */
  isTyping(serial: number): boolean {
    return this.#typing.isWaitingFor(serial);
  }

  /** Screen has typed a text: what waited for it follows. */
  typed(serial: number): void {
    this.#typing.done(serial);
    this.#typingMs = this.#clock.nowMs();
    while (this.#waiting[0] && (!this.#typing.isBusy || this.#waiting[0].type === "text")) this.#do(this.#waiting.shift() as InputAct);
  }

  #do(act: InputAct): void {
    if (act.type === "text") {
      this.#typingMs = this.#clock.nowMs();
      this.#typing.text(act.text);
    } else this.#backend.act(act);
  }

  #wait(act: InputAct): void {
    const isMoveAgain = act.type === "move" && this.#waiting.at(-1)?.type === "move";
    if (isMoveAgain) this.#waiting.pop();
    // Short texts without end would keep all the rest waiting: done much later, it would meet another glass.
    if (this.#waiting.length >= MOST_WAITING) this.#release();
    else this.#waiting.push(act);
  }

  #release(): void {
    this.#waiting = [];
    this.#typing.release();
    this.#backend.act({ type: "release" });
  }
}
