import { mkdirSync, rmSync, statSync } from "node:fs";
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

  /** For everybody to read: the daemon tells the desk. */
  write(name: NoteName, line: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
    writeAtomic(join(this.#folder, name), `${line.replace(/\s+/g, " ")}\n`, 0o644);
  }

  remove(...names: readonly NoteName[]): void {
    for (const name of names) rmSync(join(this.#folder, name), { force: true });
  }

  /** When a note was written, ms since the epoch; null when there is none. */
  writtenMs(name: NoteName): number | null {
    return statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? null;
  }
}
