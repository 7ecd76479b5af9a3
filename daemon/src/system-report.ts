import type { DeviceSystem } from "#protocol/device-system";
import type { Clock, DeskPort, Log } from "../core/ports.ts";

/** The health check may write its word after the desk is reached. */
const LOOK_EVERY_MS = 30_000;

/** Tells the desk which system runs here and what became of its updates. */
export class SystemReport {
  readonly #desk: DeskPort;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #read: () => DeviceSystem;
  #sent = "";
  #fault = "";
  #cancel = (): void => {};

  constructor(desk: DeskPort, clock: Clock, log: Log, read: () => DeviceSystem) {
    this.#desk = desk;
    this.#clock = clock;
    this.#log = log;
    this.#read = read;
  }

  start(): void {
    this.stop();
    this.#cancel = this.#clock.every(LOOK_EVERY_MS, () => this.tell());
  }

  stop(): void {
    this.#cancel();
  }

  /** @param again the desk begins a new session */
  tell(again = false): void {
    if (!this.#desk.isOnline) return;
    const system = this.#system();
    if (!system) return;
    const text = JSON.stringify(system);
    if (text === this.#sent && !again) return;
    this.#sent = text;
    this.#desk.send({ type: "device/system", system });
  }

  #system(): DeviceSystem | null {
    try {
      return this.#read();
    } catch (error) {
      // A contact does not end because a note cannot be read.
      const fault = (error as Error).message;
      if (fault !== this.#fault) this.#log.error({ fault }, "the notes about updates cannot be read");
      this.#fault = fault;
      return null;
    }
  }
}
