import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

let count = 0;

/**
 * A file on a slow disk: the newest text is written whole (tmp + fsync + rename + fsync of the folder) by the thread pool, one write
 * at a time, so that flash memory never stands between an acceptance and its call. Texts that were overtaken are left out.
 */
export class LateFile {
  readonly #path: string;
  readonly #onError: (error: Error) => void;
  #written = "";
  #waiting: string | null = null;
  #writing: Promise<void> | null = null;

  constructor(path: string, onError: (error: Error) => void) {
    this.#path = path;
    this.#onError = onError;
  }

  write(text: string): void {
    this.#waiting = text;
    this.#writing ??= this.#drain();
  }

  /** Done when all is on the disk, or has failed. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    // The texts of this turn of the loop become one.
    await Promise.resolve();
    for (let text = this.#take(); text !== null; text = this.#take()) {
      if (text === this.#written) continue;
      try {
        await replace(this.#path, text);
        this.#written = text;
      } catch (error) {
        this.#onError(error as Error);
      }
    }
    this.#writing = null;
  }

  #take(): string | null {
    const text = this.#waiting;
    this.#waiting = null;
    return text;
  }
}

async function replace(path: string, text: string): Promise<void> {
  count += 1;
  const temporary = `${path}.tmp-${process.pid}-late-${count}`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
