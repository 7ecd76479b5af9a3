import { join } from "node:path";
import type { Clock, Log } from "../core/ports.ts";
import type { Session, StateName } from "../core/session-state.ts";
import { isContact, type Use, useText } from "../core/use.ts";
import { writeAtomic } from "./atomic-file.ts";

/** Touches come by the hundred; whoever reads the mark waits for minutes. */
const TOUCH_EVERY_S = 10;
/** Below `paths.run`. It outlives this process: a contact goes on while the daemon is started again. */
export const USE_MARK = "use";

/** Tells programs outside how the kiosk is used: nothing may start the machine again during a contact. */
export class UseMark {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #state: StateName | null = null;
  #written: Use | null = null;

  constructor(runFolder: string, clock: Clock, log: Log) {
    this.#path = join(runFolder, USE_MARK);
    this.#clock = clock;
    this.#log = log;
  }

  follow({ name }: Session): void {
    if (name === this.#state) return;
    this.#state = name;
    this.#write({ inContact: isContact(name), lastS: this.#nowS() });
  }

  /** The customer's own hand did something, anywhere on the kiosk. */
  touched(): void {
    const lastS = this.#nowS();
    if (this.#written && lastS - this.#written.lastS >= TOUCH_EVERY_S) this.#write({ ...this.#written, lastS });
  }

  #nowS(): number {
    return this.#clock.nowMs() / 1000;
  }

  #write(use: Use): void {
    this.#written = use;
    try {
      writeAtomic(this.#path, useText(use), 0o644);
    } catch (error) {
      this.#log.error({ error: (error as Error).message }, "how the kiosk is used cannot be told");
    }
  }
}
