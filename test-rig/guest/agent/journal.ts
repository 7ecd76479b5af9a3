import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { LogRecord } from "../../supervisor/supervisor.ts";
import { FIELDS, recordOf, startedUnit } from "./journal-record.ts";
import { firstPidOf } from "./units.ts";

/** How many records are kept for those who come later. */
const KEPT = 5000;
const AGAIN_MS = 500;

/** Follows the journal of this boot: the records so far, those to come, and how often each unit was started. */
export class Journal {
  readonly #records: LogRecord[] = [];
  readonly #listeners = new Set<(record: LogRecord) => void>();
  readonly #starts = new Map<string, number>();
  #cursor: string | null = null;
  #child: ChildProcess | null = null;
  #isEnded = false;

  start(): void {
    const from = this.#cursor === null ? ["--boot", "--lines=all"] : [`--after-cursor=${this.#cursor}`];
    const child = spawn("journalctl", ["--follow", "--quiet", "--output=json", `--output-fields=${FIELDS.join(",")}`, ...from], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(line));
    child.on("error", () => undefined);
    child.on("close", () => this.#isEnded || setTimeout(() => this.start(), AGAIN_MS));
  }

  stop(): void {
    this.#isEnded = true;
    this.#child?.kill();
  }

  startsOf(unit: string): number {
    return this.#starts.get(unit) ?? 0;
  }

  /** Calls back for every kept record, then for each new one. @returns how to end that. */
  listen(listener: (record: LogRecord) => void): () => void {
    for (const record of this.#records) listener(record);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #take(line: string): void {
    const entry = JSON.parse(line) as Record<string, unknown>;
    if (typeof entry.__CURSOR === "string") this.#cursor = entry.__CURSOR;
    const started = startedUnit(entry);
    if (started) this.#starts.set(started, this.startsOf(started) + 1);
    const record = recordOf(entry, firstPidOf);
    if (!record) return;
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
    for (const listener of this.#listeners) listener(record);
  }
}
