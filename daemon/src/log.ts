import pino from "pino";
import type { Log } from "../core/ports.ts";

/** JSON lines on stdout for journald. One line per transition; never message text, keys or secrets. */
export function createLog(): Log {
  return pino({ base: { component: "daemon" } });
}
