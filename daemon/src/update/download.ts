import { existsSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { BlockFile, type BlockRange, bytesOf, type Seed } from "./block-file.ts";
import { fetchFile, fetchRanges, type Road } from "./curl.ts";
import { type SetFile, sha256Of, type VersionFiles } from "./manifest.ts";
import { isUpdateRefused, UpdateRefused } from "./refusal.ts";
import { partOf, type Staging } from "./staging.ts";
import { BLOCK, readBlockHashes } from "./verity.ts";

const MOST_FILE_BYTES = 512 * 1024 * 1024;
/** Left for everything else on the data partition. */
const SPARE_BYTES = 64 * 1024 * 1024;
/** After so many bytes it is asked whether to go on. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_RANGES = 64;
/** A connection that breaks is made anew so often without anything new. */
const MOST_FAILURES = 3;

export interface DownloadParts {
  readonly road: Road;
  readonly staging: Staging;
  /** The version that runs; null when it cannot be read, and then all is fetched. */
  readonly seed: Seed | null;
  /** Resolves when the network may be used: not in a contact. */
  readonly pause: () => Promise<void>;
  readonly say: (level: number, text: string) => void;
}

/** Fetches the files of a version, of the root only the blocks that are not here yet. @throws UpdateRefused */
export async function download(parts: DownloadParts, files: VersionFiles): Promise<void> {
  for (const file of [files.verity, files.kernel]) await wholeFile(parts, file);
  await rootFile(parts, files);
}

/** Goes on with what is there; what cannot be gone on with, or is not the right one when it is whole, is fetched from its begin. */
async function wholeFile(parts: DownloadParts, file: SetFile): Promise<void> {
  const { road, staging, pause } = parts;
  const { name, sha256 } = file;
  const [path, part] = [staging.path(name), staging.path(partOf(name))];
  if ((await sha256Of(path)) === sha256) return;
  const isResumed = existsSync(part);
  await pause();
  const failure = await fetchFile(road, { name, to: part, mostBytes: MOST_FILE_BYTES }).catch((error: unknown) => error);
  if ((await sha256Of(part)) === sha256) return renameSync(part, path);
  if (failure && !isPastEnd(failure)) throw failure;
  rmSync(part, { force: true });
  if (isResumed) return wholeFile(parts, file);
  throw new UpdateRefused(`${name} is damaged, or another one than the one that is signed`);
}

/** The server has no more of it than is here (RFC 9110, 416). */
function isPastEnd(failure: unknown): boolean {
  return isUpdateRefused(failure) && /answers 416|parts of a file/.test(failure.message);
}

async function rootFile({ road, staging, seed, pause, say }: DownloadParts, { root, verity }: VersionFiles): Promise<void> {
  const hashes = await readBlockHashes(staging.path(verity.name));
  const path = staging.path(root.name);
  demandSpace(staging.folder, hashes.blocks * BLOCK - (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512);
  const file = await BlockFile.open(path, hashes);
  try {
    let missing = await file.take(seed);
    const [total, fetched] = [hashes.blocks * BLOCK, bytesOf(missing)];
    say(6, `${root.name}: ${megabytes(fetched)} of ${megabytes(total)} are not here yet`);
    for (let failures = 0; missing.length > 0; ) {
      await pause();
      const batch = batchOf(missing);
      const done = await fetchBlocks(road, root.name, file, batch).catch((error: unknown) => {
        failures += 1;
        if (failures > MOST_FAILURES) throw error;
        return 0;
      });
      if (done > 0) failures = 0;
      missing = missing.slice(done);
    }
  } finally {
    await file.close();
  }
}

/** @returns how many of the ranges are on the disk @throws UpdateRefused when not one came */
async function fetchBlocks(road: Road, name: string, file: BlockFile, ranges: readonly BlockRange[]): Promise<number> {
  const arrived = new Arrivals(ranges);
  try {
    const asked = ranges.map(({ first, count }) => ({ from: first * BLOCK, size: count * BLOCK }));
    await fetchRanges(road, name, asked, (bytes) => arrived.add(bytes));
  } catch (error) {
    if (arrived.blocks.length === 0) throw error;
  }
  let last = -1;
  for (const { index, block } of arrived.blocks) {
    if (!(await file.write(index, block))) throw new UpdateRefused("the server of updates sent another file than the one that is signed");
    last = index;
  }
  const done = ranges.filter(({ first, count }) => first + count - 1 <= last).length;
  if (done === 0) throw new UpdateRefused("the download was cut short");
  return done;
}

/** Cuts a stream of ranges into blocks. */
class Arrivals {
  readonly blocks: { readonly index: number; readonly block: Buffer }[] = [];
  readonly #indices: readonly number[];
  #rest: Buffer = Buffer.alloc(0);

  constructor(ranges: readonly BlockRange[]) {
    this.#indices = ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, n) => first + n));
  }

  /** @returns false when more comes than was asked for */
  add(bytes: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (; this.#rest.length >= BLOCK; this.#rest = this.#rest.subarray(BLOCK)) {
      const index = this.#indices[this.blocks.length];
      if (index === undefined) return false;
      this.blocks.push({ index, block: Buffer.from(this.#rest.subarray(0, BLOCK)) });
    }
    return true;
  }
}

function batchOf(missing: readonly BlockRange[]): readonly BlockRange[] {
  let bytes = 0;
  const end = missing.findIndex(({ count }, index) => {
    bytes += count * BLOCK;
    return index >= BATCH_RANGES || (index > 0 && bytes > BATCH_BYTES);
  });
  return end < 0 ? missing : missing.slice(0, end);
}

/** @throws UpdateRefused */
function demandSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize - SPARE_BYTES;
  if (free < bytes) {
    throw new UpdateRefused(
      `no space for the update: it takes ${megabytes(bytes)} of the data partition, ${megabytes(Math.max(free, 0))} are free`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
