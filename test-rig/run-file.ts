import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What runs in a clone, for a second `npm start` and for `npm run rig`. Holds secrets: its mode is 0600. */
export interface RunFile {
  readonly pid: number;
  /** Start time of that process in clock ticks since boot: tells it from a later one with the same pid. */
  readonly startTicks: number;
  /** Absent while it is still coming up. */
  readonly up?: {
    readonly console: string;
    readonly glass: string;
    readonly log: string;
    readonly agent: string;
    readonly password: string;
    /** The body's folder (body/control.ts). */
    readonly runDir: string;
    readonly logFile: string;
    readonly kind: "headless" | "vm";
    /** What runs, and why it is that: one sentence for people. */
    readonly how: string;
  };
}

/**
 * Writes the run file of this process unless another one runs.
 * @returns the other one's file, or null when the place is ours now.
 */
export function claimRun(path: string, pid = process.pid): RunFile | null {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    const mine: RunFile = { pid, startTicks: startTicksOf(pid) ?? 0 };
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const other = readRun(path);
    if (other) return other;
    // Left behind by one that was killed.
    rmSync(path, { force: true });
  }
}

/** The file of a process that lives, or null. */
export function readRun(path: string): RunFile | null {
  try {
    const run = JSON.parse(readFileSync(path, "utf8")) as RunFile;
    return startTicksOf(run.pid) === run.startTicks ? run : null;
  } catch {
    return null;
  }
}

/** Adds the addresses once all is up. */
export function announceRun(path: string, up: NonNullable<RunFile["up"]>): void {
  writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0, up }), { mode: 0o600 });
}

export function releaseRun(path: string): void {
  if (readRun(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** Field 22 of /proc/PID/stat (proc(5)), null when there is no such process. */
function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return null;
  }
}
