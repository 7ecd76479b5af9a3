import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Inputs that each reach something the others do not, kept in a folder from run to run. */
export class Corpus {
  readonly inputs: Uint8Array[] = [];
  readonly #folder: string | null;

  /** @param folder null keeps nothing */
  constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** What earlier runs kept, the shortest first, so that a longer one that reaches no more is left out. */
  kept(): Uint8Array[] {
    if (this.#folder === null) return [];
    const folder = this.#folder;
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((name) => /^[0-9a-f]{16}$/.test(name));
    return names.map((name) => new Uint8Array(readFileSync(join(folder, name)))).sort((a, b) => a.length - b.length);
  }

  add(input: Uint8Array): void {
    this.inputs.push(input);
    if (this.#folder !== null) writeFileSync(join(this.#folder, nameOf(input)), input);
  }

  /** Forgets a kept input that reaches nothing new. */
  drop(input: Uint8Array): void {
    if (this.#folder !== null) rmSync(join(this.#folder, nameOf(input)), { force: true });
  }
}

/** The name of an input's file. */
export function nameOf(input: Uint8Array): string {
  return createHash("sha256").update(input).digest("hex").slice(0, 16);
}
