import { closeSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import type { Cut } from "./cut.ts";
import type { DiskOperation, LoggedOperation } from "./write-log.ts";

/** A disk at any moment of a log, from earlier moments to later ones. */
export class DiskAtCut {
  readonly #file: number;
  readonly #operations: readonly LoggedOperation[];
  #applied = 0;
  /** What the extra writes of the present moment have written over, newest first. */
  #undo: { at: number; data: Uint8Array }[] = [];

  /** @param file the disk as it was when the log began; it is written to */
  constructor(file: string, operations: readonly LoggedOperation[]) {
    this.#file = openSync(file, "r+");
    this.#operations = operations;
  }

  /** Makes the file what is left when the power goes then. @throws Error when the moment is earlier than the one before */
  goTo({ flushed, extra }: Cut): void {
    for (const { at, data } of this.#undo) writeSync(this.#file, data, 0, data.length, at);
    this.#undo = [];
    if (flushed < this.#applied) throw new Error("moments of a log are taken in their order");
    for (const { operation } of this.#operations.slice(this.#applied, flushed)) if (operation.kind === "write") this.#write(operation);
    this.#applied = flushed;
    for (const write of extra) {
      const data = new Uint8Array(write.length);
      readSync(this.#file, data, 0, data.length, write.at);
      this.#undo.unshift({ at: write.at, data });
      this.#write(write);
    }
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write({ at, length, data }: Extract<DiskOperation, { kind: "write" }>): void {
    writeSync(this.#file, data ?? new Uint8Array(length), 0, length, at);
  }
}
