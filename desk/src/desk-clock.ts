import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

/** The clock of marks and offsets: CLOCK_MONOTONIC in ms, comparable within one boot of the machine. */
export interface DeskClock {
  readonly boot: string;
  nowMs(): number;
}

/** The machine's own clock. */
export function machineClock(): DeskClock {
  return { boot: bootId(), nowMs: () => Number(process.hrtime.bigint()) / 1e6 };
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Not Linux: only this process can compare its times.
    return randomUUID();
  }
}
