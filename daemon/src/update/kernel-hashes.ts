import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Seed } from "./block-file.ts";
import { UpdateRefused } from "./refusal.ts";
import { BLOCK, type BlockHashes } from "./verity.ts";

const MOST_BYTES = 256 * 1024 * 1024;
const NO_SALT = Buffer.alloc(0);
export const KERNELS = "/boot/EFI/Linux";

/** The SHA-256 of each block of a file, the last one filled up with zeros (image/src/update-set.ts writes it). */
const KernelHashes = Type.Object({
  blockBytes: Type.Literal(BLOCK),
  bytes: Type.Integer({ minimum: 1, maximum: MOST_BYTES }),
  /** One after the other, in base64. */
  sha256: Type.String(),
});
const validator = Compile(KernelHashes);

/** @returns the hashes and the size of the file @throws UpdateRefused */
export function readKernelHashes(text: string): { readonly hashes: BlockHashes; readonly bytes: number } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const { bytes, sha256 } = (validator.Check(value) ? value : { bytes: 0, sha256: "" }) as Static<typeof KernelHashes>;
  const blocks = Math.ceil(bytes / BLOCK);
  const leaves = Buffer.from(sha256, "base64");
  if (blocks === 0 || leaves.length !== blocks * 32) throw new UpdateRefused("the hashes of the update's kernel are of another kind");
  return { hashes: { blocks, salt: NO_SALT, leaves }, bytes };
}

/** The file of a version's kernel, null when there is none; systemd-boot may have counted in its name. @throws the system's error */
export function kernelOf(version: string, folder = KERNELS): string | null {
  const isOwn = (name: string) =>
    name === `alongside_${version}.efi` || (name.startsWith(`alongside_${version}+`) && name.endsWith(".efi"));
  return readdirSync(folder).find(isOwn) ?? null;
}

/** The kernel that runs, as far as it can be read. @param version the one that runs */
export function kernelSeed(version: string, folder = KERNELS): Seed | null {
  try {
    const name = kernelOf(version, folder);
    if (name === null || statSync(join(folder, name)).size > MOST_BYTES) return null;
    const data = readFileSync(join(folder, name));
    const blocks = Math.floor(data.length / BLOCK);
    const digests = Array.from({ length: blocks }, (_, index) =>
      createHash("sha256")
        .update(data.subarray(index * BLOCK, (index + 1) * BLOCK))
        .digest(),
    );
    return { hashes: { blocks, salt: NO_SALT, leaves: Buffer.concat(digests) }, path: join(folder, name) };
  } catch {
    return null;
  }
}
