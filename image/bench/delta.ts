import { readFileSync, statSync } from "node:fs";
import { bytesOf, rangesOf } from "../../daemon/src/update/block-file.ts";
import { readKernelHashes } from "../../daemon/src/update/kernel-hashes.ts";
import { type BlockHashes, keyOf, placesOf, readBlockHashes } from "../../daemon/src/update/verity.ts";

/** What of an update is fetched, in bytes (docs/decisions/0009-update-deltas.md). */
export interface Delta {
  readonly fetched: number;
  readonly whole: number;
}

/** Files of a version. */
export interface SetFiles {
  readonly root: string;
  readonly verity: string;
  readonly kernel: string;
  readonly kernelHashes: string;
}

/** What a device that runs one version fetches of another one, by the plan of the device's own program. */
export async function deltaBetween(old: SetFiles, next: SetFiles): Promise<Delta> {
  const [oldRoot, nextRoot] = [await readBlockHashes(old.verity), await readBlockHashes(next.verity)];
  const [oldKernel, nextKernel] = [old, next].map(({ kernelHashes }) => readKernelHashes(readFileSync(kernelHashes, "utf8")).hashes);
  const indices = [next.verity, next.kernelHashes].reduce((sum, path) => sum + statSync(path).size, 0);
  const whole = indices + statSync(next.root).size + statSync(next.kernel).size;
  if (!oldKernel || !nextKernel) throw new Error("both versions need the hashes of their kernels");
  return { fetched: indices + missingBytes(oldRoot, nextRoot) + missingBytes(oldKernel, nextKernel), whole };
}

/** Of a file: the runs of blocks that the device does not have, with the gaps that are fetched along. */
export function missingBytes(seed: BlockHashes, next: BlockHashes): number {
  const places = placesOf(seed, next.salt);
  const missing = Array.from({ length: next.blocks }, (_, index) => index).filter((index) => !places.has(keyOf(next, index)));
  return bytesOf(rangesOf(missing));
}
