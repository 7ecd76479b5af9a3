import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Log } from "../core/ports.ts";
import { writeAtomic } from "./atomic-file.ts";
import type { DeskTime } from "./desk-time.ts";

/**
 * What desk-clock.service reads: seconds since the epoch, and the seconds of /proc/uptime at which they were so. It may therefore be
 * late, or read it twice.
 */
export const CLOCK_FILE = "clock";
/** Less is left alone: nothing of the device depends on it. */
const TOLERANCE_MS = 2000;
/** The desk is not asked more often, and the clock not moved more often. */
const AGAIN_MS = 30_000;
/** Longer round trips say too little. */
const LONGEST_ROUND_TRIP_MS = 5000;

interface Machine {
  readonly clock: Clock;
  readonly log: Log;
  /** Where the wish is written down. */
  readonly folder: string;
  /** Seconds since the machine was switched on (proc(5)). */
  readonly uptime?: () => number;
}

/**
 * The machine's wall clock, which follows the desk's. The daemon may not set it: it writes down what it should be, and a small service
 * of its own sets it, within bounds of its own (image/tree, desk-clock.service). Where there is none, nothing happens.
 */
export class WallClock {
  readonly #machine: Machine;
  readonly #ask: () => Promise<DeskTime | null>;
  #askedMs = Number.NEGATIVE_INFINITY;
  #movedMs = Number.NEGATIVE_INFINITY;

  /** @param ask the desk's time on the operator's word, null before enrolment */
  constructor(machine: Machine, ask: () => Promise<DeskTime | null>) {
    this.#machine = machine;
    this.#ask = ask;
  }

  /** The desk's certificate does not hold at this time: is it this time? */
  doubt(): void {
    const { clock, log } = this.#machine;
    if (clock.nowMs() - this.#askedMs < AGAIN_MS) return;
    this.#askedMs = clock.nowMs();
    this.#ask().then(
      (time) => {
        if (time === null) log.error({}, "this machine's clock may be wrong, and before its enrolment it knows nobody whom it could ask");
        else if (!this.#follow(time)) log.error({}, "this machine's clock is right: the desk's certificate has to be renewed");
      },
      (error: Error) => log.warn({ error: error.message }, "the desk could not be asked for the time"),
    );
  }

  /** The desk has told its time over a connection whose certificate holds. */
  told(wallMs: number, roundTripMs: number): void {
    if (roundTripMs < 0 || roundTripMs > LONGEST_ROUND_TRIP_MS) return;
    this.#follow({ wallMs: wallMs + roundTripMs / 2, errorMs: roundTripMs / 2 });
  }

  /** @returns whether the clock was wrong */
  #follow({ wallMs, errorMs }: DeskTime): boolean {
    const { clock, log, folder, uptime = readUptime } = this.#machine;
    const wrongMs = wallMs - clock.wallMs();
    if (Math.abs(wrongMs) <= TOLERANCE_MS + errorMs) return false;
    // It is being set, or nobody is there who sets it.
    if (clock.nowMs() - this.#movedMs < AGAIN_MS) return true;
    this.#movedMs = clock.nowMs();
    try {
      writeAtomic(join(folder, CLOCK_FILE), `${Math.round(wallMs / 1000)} ${Math.floor(uptime())}\n`, 0o644);
      log.warn({ wrongSeconds: Math.round(wrongMs / 1000) }, "this machine's clock is wrong: it is to follow the desk's");
    } catch (error) {
      log.error({ error: (error as Error).message }, "the right time could not be written down");
    }
    return true;
  }
}

function readUptime(): number {
  return Number.parseFloat(readFileSync("/proc/uptime", "utf8"));
}
