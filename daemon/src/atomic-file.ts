import { closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";

let count = 0;

/**
 * Writes a file so that a power cut leaves the old or the new content, never a mixture: tmp + fsync + rename + fsync of the folder.
 * @throws the system's error when the folder cannot be written
 */
export function writeAtomic(path: string, text: string, mode = 0o600): void {
  count += 1;
  const temporary = `${path}.tmp-${process.pid}-${count}`;
  const file = openSync(temporary, "w", mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    unlinkSync(temporary);
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** The text of a file, null when there is none. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
