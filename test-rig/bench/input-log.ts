import type { LogRecord } from "../supervisor/supervisor.ts";

/** When the daemon handed the agent's events to its backend (CLOCK_MONOTONIC in ms), by its lines "input stats". */
export function writtenMs(records: readonly LogRecord[]): number[] {
  return records.flatMap((record) => {
    if (record.name !== "daemon" || record.event !== "line" || !record.text.includes('"input stats"')) return [];
    const { writtenMs: times = [] } = JSON.parse(record.text) as { writtenMs?: number[] };
    return times;
  });
}
