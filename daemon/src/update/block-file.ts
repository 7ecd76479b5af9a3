import { type FileHandle, open } from "node:fs/promises";
import { BLOCK, type BlockHashes, isBlock, keyOf, placesOf } from "./verity.ts";

/** A run of blocks that have to be fetched. */
export interface BlockRange {
  readonly first: number;
  readonly count: number;
}

/** Blocks that are there already, such as those of the version that runs. */
export interface Seed {
  readonly hashes: BlockHashes;
  /** A file or a device. */
  readonly path: string;
}

/** Two runs with fewer blocks between them are fetched as one: a request costs more than they do. */
const GAP = 8;
/** So much comes in one request, at most. */
const LONGEST = 2048;

/**
 * A root file system that is put together from blocks: those that were fetched before (a download that was cut short), those that the
 * running version has too, and the others. Every block is held to its hash when it is written and when it is found.
 */
export class BlockFile {
  readonly #file: FileHandle;
  readonly #hashes: BlockHashes;
  /** Nothing of it was fetched before. */
  readonly #isNew: boolean;

  private constructor(file: FileHandle, hashes: BlockHashes, isNew: boolean) {
    this.#file = file;
    this.#hashes = hashes;
    this.#isNew = isNew;
  }

  /** @param path made when it is not there; what it holds already is kept */
  static async open(path: string, hashes: BlockHashes): Promise<BlockFile> {
    const file = await open(path, "a+").then(async (made) => {
      await made.close();
      return open(path, "r+");
    });
    const isNew = (await file.stat()).size === 0;
    await file.truncate(hashes.blocks * BLOCK);
    return new BlockFile(file, hashes, isNew);
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }

  /** Takes what the seed has. @returns what is missing then, in its order */
  async take(seed: Seed | null): Promise<readonly BlockRange[]> {
    const places = seed ? placesOf(seed.hashes, this.#hashes.salt) : new Map<string, number>();
    const from = seed && places.size > 0 ? await open(seed.path, "r") : null;
    try {
      const missing: number[] = [];
      for (let index = 0; index < this.#hashes.blocks; index++) {
        if (!this.#isNew && (await this.#has(index))) continue;
        const place = places.get(keyOf(this.#hashes, index));
        const isTaken = from !== null && place !== undefined && (await this.#copy(from, place, index));
        if (!isTaken) missing.push(index);
      }
      return rangesOf(missing);
    } finally {
      await from?.close();
    }
  }

  /** @returns false for a block that is not the one that belongs there */
  async write(index: number, block: Uint8Array): Promise<boolean> {
    if (!isBlock(this.#hashes, index, block)) return false;
    await this.#file.write(block, 0, BLOCK, index * BLOCK);
    return true;
  }

  async #has(index: number): Promise<boolean> {
    const block = await readBlock(this.#file, index);
    return block !== null && isBlock(this.#hashes, index, block);
  }

  /** A block of a damaged disk cannot be read, or is another one: it is fetched. */
  async #copy(from: FileHandle, place: number, index: number): Promise<boolean> {
    const block = await readBlock(from, place).catch(() => null);
    return block !== null && this.write(index, block);
  }
}

async function readBlock(file: FileHandle, index: number): Promise<Buffer | null> {
  const block = Buffer.alloc(BLOCK);
  const { bytesRead } = await file.read(block, 0, BLOCK, index * BLOCK);
  return bytesRead === BLOCK ? block : null;
}

/** Runs of blocks, in their order, without those that are longer than one request. */
export function rangesOf(missing: readonly number[]): readonly BlockRange[] {
  const ranges: { first: number; count: number }[] = [];
  for (const index of missing) {
    const last = ranges.at(-1);
    const isNear = last !== undefined && index - (last.first + last.count) < GAP && index - last.first < LONGEST;
    if (isNear) last.count = index - last.first + 1;
    else ranges.push({ first: index, count: 1 });
  }
  return ranges;
}

export function bytesOf(ranges: readonly BlockRange[]): number {
  return ranges.reduce((sum, { count }) => sum + count * BLOCK, 0);
}
