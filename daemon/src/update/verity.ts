import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { UpdateRefused } from "./refusal.ts";

export const BLOCK = 4096;
const DIGEST = 32;
const DIGESTS_PER_BLOCK = BLOCK / DIGEST;
/** 4 GiB of root: more than any slot. */
const MOST_BLOCKS = 1 << 20;

/** The hash of every block of a root file system: dm-verity's own leaves (kernel's Documentation/admin-guide/device-mapper/verity.rst). */
export interface BlockHashes {
  readonly blocks: number;
  readonly salt: Buffer;
  /** 32 bytes for each block, in their order. */
  readonly leaves: Buffer;
}

/** Reads a hash file or partition as veritysetup(8) formats it. @throws UpdateRefused for what is none of ours */
export async function readBlockHashes(path: string): Promise<BlockHashes> {
  const file = await open(path, "r");
  try {
    const { blocks, salt } = readSuperblock(await readAt(file, 0, 512));
    // Levels lie from the root of the tree down; the leaves come last.
    const levels = levelsOf(blocks);
    const above = levels.slice(1).reduce((sum, size) => sum + size, 0);
    return { blocks, salt, leaves: await readAt(file, BLOCK * (1 + above), blocks * DIGEST) };
  } finally {
    await file.close();
  }
}

/** Blocks of each level of the tree, leaves first. */
function levelsOf(blocks: number): number[] {
  const levels = [Math.ceil(blocks / DIGESTS_PER_BLOCK)];
  for (let size = levels[0] ?? 1; size > 1; ) {
    size = Math.ceil(size / DIGESTS_PER_BLOCK);
    levels.push(size);
  }
  return levels;
}

/** cryptsetup's on-disk format 1. */
function readSuperblock(block: Buffer): { blocks: number; salt: Buffer } {
  const text = (from: number, to: number) => block.toString("latin1", from, to).replace(/\0+$/, "");
  const blocks = Number(block.readBigUInt64LE(72));
  const saltSize = block.readUInt16LE(80);
  const isOurs =
    text(0, 8) === "verity" &&
    block.readUInt32LE(8) === 1 &&
    block.readUInt32LE(12) === 1 &&
    text(32, 64) === "sha256" &&
    block.readUInt32LE(64) === BLOCK &&
    block.readUInt32LE(68) === BLOCK;
  if (!isOurs || blocks < 1 || blocks > MOST_BLOCKS || saltSize > 256)
    throw new UpdateRefused("the hashes of the update are of another kind");
  return { blocks, salt: Buffer.from(block.subarray(88, 88 + saltSize)) };
}

/** @throws UpdateRefused when the file is shorter */
async function readAt(file: FileHandle, from: number, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let done = 0; done < size; ) {
    const { bytesRead } = await file.read(buffer, done, size - done, from + done);
    if (bytesRead === 0) throw new UpdateRefused("the hashes of the update are cut short");
    done += bytesRead;
  }
  return buffer;
}

/** Whether a block is the one that has this place. */
export function isBlock({ salt, leaves }: BlockHashes, index: number, block: Uint8Array): boolean {
  return createHash("sha256")
    .update(salt)
    .update(block)
    .digest()
    .equals(leaves.subarray(index * DIGEST, (index + 1) * DIGEST));
}

/** Where each block lies: hash → place, for looking blocks up. Empty when the salts differ: then equal blocks have other hashes. */
export function placesOf(known: BlockHashes, salt: Buffer): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  if (!known.salt.equals(salt)) return places;
  for (let index = 0; index < known.blocks; index++) places.set(keyOf(known, index), index);
  return places;
}

export function keyOf({ leaves }: BlockHashes, index: number): string {
  return leaves.toString("latin1", index * DIGEST, (index + 1) * DIGEST);
}
