import { readFileSync } from "node:fs";

/** Shares 0..1; null where the kernel does not say. */
export interface MachineLoad {
  readonly memoryAvailable: number | null;
  readonly cpuUsed: number | null;
}

/** Available by total memory, of proc_meminfo(5). */
export function memoryShare(meminfo: string): number | null {
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(meminfo)?.[1]);
  const share = of("MemAvailable") / of("MemTotal");
  return Number.isFinite(share) ? share : null;
}

export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** All processors' jiffies since boot, of proc_stat(5). Waiting for the disk counts as idle. */
export function cpuTimes(stat: string): CpuTimes | null {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(" ").map(Number);
  if (!fields || fields.length < 5) return null;
  // guest times are part of user times already
  const total = fields.slice(0, 8).reduce((sum, value) => sum + value, 0);
  const idle = (fields[3] ?? 0) + (fields[4] ?? 0);
  return { busy: total - idle, total };
}

/** Reads the load; the processor's is that since the last reading, null at the first. */
export function readLoad(read: (path: string) => string = (path) => readFileSync(path, "utf8")): () => MachineLoad {
  let last: CpuTimes | null = null;
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  return () => {
    const now = attempt(() => cpuTimes(read("/proc/stat")));
    const spent = now && last ? now.total - last.total : 0;
    const cpuUsed = now && last && spent > 0 ? (now.busy - last.busy) / spent : null;
    last = now;
    return { memoryAvailable: attempt(() => memoryShare(read("/proc/meminfo"))), cpuUsed };
  };
}
