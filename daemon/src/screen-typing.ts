import type { ScreenPort } from "../core/ports.ts";
import { VIEW_FOR_MS } from "./view-keeper.ts";

/** Texts on their way through screen's virtual keyboard, which brings its own keymap; and screen's lease on all input. */
export class ScreenTyping {
  readonly #screen: ScreenPort;
  #serial = 0;
  readonly #waiting = new Set<number>();

  constructor(screen: ScreenPort) {
    this.#screen = screen;
  }

  /** A text is not typed to its end yet. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  text(text: string): void {
    this.#serial += 1;
    if (this.#screen.send({ type: "screen/text", serial: this.#serial, text })) this.#waiting.add(this.#serial);
  }

  /** The text of this number is on its way. */
  isWaitingFor(serial: number): boolean {
    return this.#waiting.has(serial);
  }

  /** Screen has typed it. */
  done(serial: number): void {
    this.#waiting.delete(serial);
  }

  renew(): void {
    this.#screen.send({ type: "screen/input", forMs: VIEW_FOR_MS });
  }

  /** Lets go of what screen holds and forgets texts that wait. */
  release(): void {
    this.#waiting.clear();
    this.#screen.send({ type: "screen/release" });
  }
}
