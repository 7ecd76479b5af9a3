import type { Clock, Log } from "../core/ports.ts";
import type { PhysicalInput } from "./physical-input.ts";
import { type ToDevice, UinputBackend } from "./uinput-backend.ts";

/** The machine's own devices and the virtual ones beside them, on one native thread. The headless body has none. */
export class Machine {
  readonly #input: PhysicalInput;
  readonly #log: Log;
  #isStarted = false;
  readonly backend: UinputBackend;

  constructor(input: PhysicalInput, toDevice: ToDevice, clock: Clock, log: Log) {
    this.#input = input;
    this.#log = log;
    this.backend = new UinputBackend(() => input.native, toDevice, clock);
  }

  /** True from an end key until `clearEnd`, also while the daemon hung meanwhile. */
  get hasEnded(): boolean {
    return this.#isStarted && this.#input.native.hasEnded;
  }

  /** The customer has a mouse. */
  get hasPointer(): boolean {
    return this.#input.hasPointer;
  }

  clearEnd(): void {
    if (this.#isStarted) this.#input.native.clearEnd();
  }

  /** A kiosk whose devices cannot be read still helps: by its panel, without the agent's hand. */
  start(): void {
    try {
      this.#input.start();
      this.#isStarted = true;
    } catch (error) {
      this.#log.error({ error: (error as Error).message }, "the machine's input devices cannot be used");
    }
  }

  stop(): void {
    this.#isStarted = false;
    this.#input.stop();
  }
}
