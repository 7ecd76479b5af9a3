import { createHash } from "node:crypto";
import { BLOCK } from "../verity.ts";

export const SALT = Buffer.from("the salt of every version, 32 b.");

/** A hash file as veritysetup(8) writes it for these blocks. */
export function verityFileOf(data: Buffer, salt = SALT): Buffer {
  const superblock = Buffer.alloc(BLOCK);
  superblock.write("verity", 0, "latin1");
  superblock.writeUInt32LE(1, 8);
  superblock.writeUInt32LE(1, 12);
  superblock.write("sha256", 32, "latin1");
  superblock.writeUInt32LE(BLOCK, 64);
  superblock.writeUInt32LE(BLOCK, 68);
  superblock.writeBigUInt64LE(BigInt(data.length / BLOCK), 72);
  superblock.writeUInt16LE(salt.length, 80);
  salt.copy(superblock, 88);
  const levels = [levelAbove(data, salt)];
  for (let below = levels[0] ?? data; below.length > BLOCK; ) {
    below = levelAbove(below, salt);
    levels.unshift(below);
  }
  return Buffer.concat([superblock, ...levels]);
}

function levelAbove(below: Buffer, salt: Buffer): Buffer {
  const digests: Buffer[] = [];
  for (let at = 0; at < below.length; at += BLOCK) {
    digests.push(
      createHash("sha256")
        .update(salt)
        .update(below.subarray(at, at + BLOCK))
        .digest(),
    );
  }
  const level = Buffer.concat(digests);
  return Buffer.concat([level, Buffer.alloc((BLOCK - (level.length % BLOCK)) % BLOCK)]);
}
