import type { Clock, Log } from "../core/ports.ts";
import type { Config } from "./config.ts";
import type { DeskRoad } from "./desk-road.ts";
import { enrolmentOf, isEnrolmentRefused, waitingCode } from "./enrolment.ts";
import { deviceKey, type Identity, identityOf, readEnrolment } from "./identity.ts";

const LOOK_EVERY_MS = 5000;

/** Waits for a code, or for a technician at another terminal, until the device is enrolled. */
export class EnrolmentWatch {
  readonly #config: Config;
  readonly #files: readonly string[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #road: DeskRoad;
  #refused: string | null = null;
  #isBusy = false;
  #cancel = (): void => {};

  constructor(config: Config, files: readonly string[], clock: Clock, log: Log, road: DeskRoad) {
    this.#config = config;
    this.#files = files;
    this.#clock = clock;
    this.#log = log;
    this.#road = road;
  }

  /** Who the device is already, if it is enrolled. @throws Error when the kept enrolment is damaged */
  known(): Identity | null {
    const key = deviceKey(this.#config.paths.state);
    const enrolment = readEnrolment(this.#config.paths.state, key);
    return enrolment ? identityOf(key, enrolment) : null;
  }

  /** @param onEnrolled called once, never when the device is enrolled already */
  start(onEnrolled: (identity: Identity) => void): void {
    this.stop();
    if (this.known()) return;
    const look = () => void this.#look(onEnrolled);
    this.#cancel = this.#clock.every(LOOK_EVERY_MS, look);
    if (waitingCode(this.#files) === null) {
      this.#log.warn({ files: this.#files }, "not enrolled: run `daemon.mjs enrol --code CODE`, or lay a code into one of these files");
    }
    look();
  }

  stop(): void {
    this.#cancel();
  }

  async #look(onEnrolled: (identity: Identity) => void): Promise<void> {
    const code = waitingCode(this.#files);
    // A code that was refused for good is not tried again; another one is.
    if (this.#isBusy || (code !== null && code === this.#refused)) return;
    this.#isBusy = true;
    try {
      const enrolment = await enrolmentOf(this.#config, this.#files, this.#log, this.#road);
      if (!enrolment) return;
      this.stop();
      onEnrolled(identityOf(deviceKey(this.#config.paths.state), enrolment));
    } catch (error) {
      if (isEnrolmentRefused(error) && error.isFinal) this.#refused = code;
      this.#log.error({ why: (error as Error).message }, "not enrolled");
    } finally {
      this.#isBusy = false;
    }
  }
}
