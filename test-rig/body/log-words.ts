import type { LogRecord } from "../supervisor/supervisor.ts";

/** What a record says, for people. */
export function wordsOf(record: LogRecord): string {
  switch (record.event) {
    case "line":
      return readable(record.text);
    case "started":
      return `* started, pid ${record.pid}`;
    case "exited": {
      const next = record.restartInMs === null ? "" : `; again in ${record.restartInMs} ms`;
      return `* ended with ${record.signal ?? record.code}${next}`;
    }
    case "ready":
      return "* ready";
    default:
      return record satisfies never;
  }
}

/** Fields of a pino line that the record says already. */
const KNOWN = new Set(["level", "time", "component", "msg", "pid", "hostname"]);
const LEVELS: Readonly<Record<number, string>> = { 40: "warning: ", 50: "error: ", 60: "fatal: " };

/** A line of pino as `message field=value …`; any other line as it is. */
export function readable(text: string): string {
  let line: Record<string, unknown>;
  try {
    line = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return text;
  }
  if (typeof line !== "object" || line === null || typeof line.msg !== "string") return text;
  const fields = Object.entries(line).filter(([name]) => !KNOWN.has(name));
  const values = fields.map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return `${LEVELS[Number(line.level)] ?? ""}${line.msg}${values.join("")}`;
}
