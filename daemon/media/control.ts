import { isProtocolError } from "#protocol/errors";
import { type ConsoleToDevice, consoleToDeviceCodec } from "#protocol/peer";

/** What one text of the console comes to. */
export type ControlFound =
  | { readonly kind: "beat" }
  | { readonly kind: "message"; readonly message: ConsoleToDevice }
  | { readonly kind: "refused"; readonly why: string };

/** Most messages taken within a second; a person and the page need a few. */
export const CONTROL_PER_SECOND = 50;

/** The border to the console: whatever arrives there is checked, size first, and counted. */
export class ControlGuard {
  #secondMs = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /** Reads one message that arrived at `nowMs`; null stands for one that was not text. Never throws. */
  read(text: string | null, nowMs: number): ControlFound {
    if (nowMs - this.#secondMs >= 1000) {
      this.#secondMs = nowMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    if (this.#taken > CONTROL_PER_SECOND) return { kind: "refused", why: `control takes ${CONTROL_PER_SECOND} messages a second` };
    if (text === null) return { kind: "refused", why: "control takes text" };
    try {
      const message = consoleToDeviceCodec.decode(text);
      return message.type === "heart/beat" ? { kind: "beat" } : { kind: "message", message };
    } catch (error) {
      return { kind: "refused", why: isProtocolError(error) ? error.message : "unreadable" };
    }
  }
}
