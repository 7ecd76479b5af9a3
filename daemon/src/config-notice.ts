import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../core/ports.ts";
import { writeAtomic } from "./atomic-file.ts";

/** Says in one line what is wrong with the configuration; there only while something is. */
export const FAULT_FILE = "config-fault";

/** Tells the technician that the last good configuration is in force: in the log, and in a file that anybody on the device may read. */
export function tellFault(fault: string | null, folder: string, log: Log): void {
  const path = join(folder, FAULT_FILE);
  try {
    rmSync(path, { force: true });
    if (fault === null) return;
    log.error({ why: fault }, "the configuration is broken: the last good one is in force");
    writeAtomic(path, `${fault}\n`, 0o644);
    // Whatever the umask is.
    chmodSync(path, 0o644);
  } catch (error) {
    log.warn({ path, error: (error as Error).message }, "the configuration's fault could not be written down");
  }
}
