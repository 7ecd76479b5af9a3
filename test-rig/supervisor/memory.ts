import { readdirSync, readFileSync } from "node:fs";

/** A process and its descendants (a WPE host has web and network processes). */
export interface Usage {
  readonly pids: readonly number[];
  readonly rssKb: number;
  /** Proportional set size: shared pages counted by their share, so that the sum over processes is true. */
  readonly pssKb: number;
  /** CPU time used so far by the processes that live now. */
  readonly cpuMs: number;
}

/** Measures a process tree by /proc (proc(5): stat, smaps_rollup). */
export function usageOf(pid: number): Usage {
  const pids = descendants(pid, parentsNow());
  let [rssKb, pssKb, cpuMs] = [0, 0, 0];
  for (const each of pids) {
    const rollup = readOrEmpty(`/proc/${each}/smaps_rollup`);
    rssKb += kilobytes(rollup, "Rss");
    pssKb += kilobytes(rollup, "Pss");
    cpuMs += cpuOf(readOrEmpty(`/proc/${each}/stat`));
  }
  return { pids, rssKb, pssKb, cpuMs };
}

/** A process and all below it, parents first. */
export function descendants(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [pid, ...children.flatMap((child) => descendants(child, parents))];
}

/** One field of smaps_rollup in kB, 0 when it is not there. */
export function kilobytes(rollup: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0);
}

/** Clock ticks of user and system time in a line of /proc/PID/stat; USER_HZ is 100 on every Linux. */
export function cpuOf(stat: string): number {
  const fields = afterName(stat);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

function parentsNow(): Map<number, number> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), Number(afterName(readOrEmpty(`/proc/${pid}/stat`))[1] ?? 0)]));
}

/** Fields of stat from the third on: the second, the name in brackets, may hold anything. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It ended meanwhile.
  }
}
