import { readFileSync } from "node:fs";
import type { Seed } from "./block-file.ts";
import { readBlockHashes } from "./verity.ts";

export interface SeedPlaces {
  readonly commandLine: string;
  /** The verified root as the kernel gives it. */
  readonly root: string;
  readonly partitions: string;
}

export const SEED_PLACES: SeedPlaces = { commandLine: "/proc/cmdline", root: "/dev/mapper/root", partitions: "/dev/disk/by-partuuid" };

/** The blocks of the version that runs; null when there is no such disk, or its hashes cannot be read. */
export async function runningSeed(places = SEED_PLACES): Promise<Seed | null> {
  // The second half of the root hash names the partition with the hashes (image/src/version.ts).
  const half = /(?:^| )roothash=[0-9a-f]{32}([0-9a-f]{32})(?: |\n|$)/.exec(readFileSync(places.commandLine, "utf8"))?.[1];
  if (half === undefined) return null;
  const uuid = half.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  try {
    return { hashes: await readBlockHashes(`${places.partitions}/${uuid}`), path: places.root };
  } catch {
    return null;
  }
}
