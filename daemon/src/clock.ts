import { readFileSync } from "node:fs";
import type { Clock } from "../core/ports.ts";

/** The machine's own clocks. */
export const systemClock: Clock = {
  nowMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  wallMs: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

/** Names this boot of the kernel (proc(5)): times and grants of two boots are never mixed. */
export function readBootId(path = "/proc/sys/kernel/random/boot_id"): string {
  return readFileSync(path, "utf8").trim();
}
