import { constants } from "node:os";
import type { LogRecord } from "../../supervisor/supervisor.ts";
import { nameOf } from "./units.ts";

/** Fields of a journal entry that are asked for (systemd.journal-fields(7)); journalctl adds the times. */
export const FIELDS = [
  "MESSAGE",
  "MESSAGE_ID",
  "PRIORITY",
  "SYSLOG_IDENTIFIER",
  "UNIT",
  "EXIT_CODE",
  "EXIT_STATUS",
  "_PID",
  "_SYSTEMD_UNIT",
];

/** Messages of systemd about units (sd-messages.h). */
const STARTED = "39f53479d3a045ac8e11786248231fbf";
const PROCESS_EXIT = "98e322203f7a4ed290d09fe03c09fe15";
const SUCCESS = "7ad2d189f7e94e70a38c781354912448";
/** What goes wrong anywhere in the system is told, too. */
const WARNING = 4;

type Entry = Readonly<Record<string, unknown>>;

/** The unit that an entry says was started, or null. */
export function startedUnit(entry: Entry): string | null {
  return entry._PID === "1" && entry.MESSAGE_ID === STARTED && typeof entry.UNIT === "string" ? entry.UNIT : null;
}

/**
 * A journal entry as a record of the body's log, with the headless body's names; null for what concerns no process of ours.
 * @param pidOf the process of a unit that has just been started
 */
export function recordOf(entry: Entry, pidOf: (unit: string) => number): LogRecord | null {
  const isSystemd = entry._PID === "1";
  const unit = textOf(isSystemd ? entry.UNIT : entry._SYSTEMD_UNIT);
  const own = nameOf(unit);
  const priority = Number(entry.PRIORITY ?? 6);
  if (own === null && priority > WARNING) return null;
  const name = own ?? textOf(entry.SYSLOG_IDENTIFIER) ?? "system";
  const atMs = Number(entry.__MONOTONIC_TIMESTAMP ?? 0) / 1000;
  if (own !== null && isSystemd) {
    if (entry.MESSAGE_ID === STARTED) return { name, atMs, event: "started", pid: pidOf(unit ?? "") };
    if (entry.MESSAGE_ID === PROCESS_EXIT) return { name, atMs, event: "exited", restartInMs: null, ...exitOf(entry) };
    if (entry.MESSAGE_ID === SUCCESS) return { name, atMs, event: "exited", restartInMs: null, code: 0, signal: null };
  }
  return { name, atMs, event: "line", stream: priority > WARNING ? "stdout" : "stderr", text: textOf(entry.MESSAGE) ?? "" };
}

/** EXIT_CODE is how (exited, killed, dumped), EXIT_STATUS the code or the signal's number. */
function exitOf(entry: Entry): { code: number | null; signal: string | null } {
  const status = textOf(entry.EXIT_STATUS) ?? "";
  if (entry.EXIT_CODE === "exited") return { code: Number(status), signal: null };
  const [name] = Object.entries(constants.signals).find(([, number]) => number === Number(status)) ?? [`SIG${status}`];
  return { code: null, signal: name };
}

/** A field's text: what is not UTF-8 comes as an array of bytes, what was said twice as an array of texts. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  return typeof value[0] === "string" ? value[0] : Buffer.from(value as number[]).toString();
}
