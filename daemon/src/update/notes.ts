import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, writeAtomic } from "../atomic-file.ts";

/** One-line files about updates, which outlive a version. The health check reads and writes them too (image: usr/lib/alongside/health). */
export type NoteName = "trying" | "reason" | "refused" | "rolled-back";

export class Notes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The first line, null when there is none. */
  read(name: NoteName): string | null {
    return readIfThere(join(this.#folder, name))?.split("\n", 1)[0]?.trim() || null;
  }

  /** For everybody to read: the daemon tells the desk. @param sinceMs an earlier time than now */
  write(name: NoteName, line: string, sinceMs: number | null = null): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
    const path = join(this.#folder, name);
    writeAtomic(path, `${line.replace(/\s+/g, " ")}\n`, 0o644);
    if (sinceMs !== null) utimesSync(path, sinceMs / 1000, sinceMs / 1000);
  }

  remove(...names: readonly NoteName[]): void {
    for (const name of names) rmSync(join(this.#folder, name), { force: true });
  }

  /** When a note was written, ms since the epoch; null when there is none. */
  writtenMs(name: NoteName): number | null {
    const writtenMs = statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs;
    return writtenMs === undefined ? null : Math.round(writtenMs);
  }
}
