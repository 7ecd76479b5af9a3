import type { LogRecord } from "../supervisor/supervisor.ts";
import { wordsOf } from "./log-words.ts";

/** How many records are kept for those who come later. */
const KEPT = 5000;

/** The merged log of a body's processes: the last records, and a place to listen for the next. */
export class BodyLog {
  readonly #kept: LogRecord[] = [];
  readonly #listeners = new Set<(record: LogRecord) => void>();

  push(record: LogRecord): void {
    this.#kept.push(record);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(record);
  }

  /** The kept records, oldest first. */
  get records(): readonly LogRecord[] {
    return this.#kept;
  }

  /** Calls back for every record from now on. @returns how to end that. */
  listen(listener: (record: LogRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The kept records as text, for the message of a failed test. */
  tail(lines = 40): string {
    return this.#kept.slice(-lines).map(describe).join("\n");
  }
}

/** A record in one line: seconds, process, what it said or what happened to it. */
export function describe(record: LogRecord): string {
  return `${(record.atMs / 1000).toFixed(3)} ${record.name.padEnd(11)} ${wordsOf(record)}`;
}
