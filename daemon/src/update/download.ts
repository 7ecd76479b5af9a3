import { existsSync, readFileSync, renameSync, rmSync, statfsSync, statSync, truncateSync } from "node:fs";
import { BlockFile, type BlockRange, bytesOf, type Seed } from "./block-file.ts";
import { fetchFile, fetchRanges, type Road } from "./curl.ts";
import { readKernelHashes } from "./kernel-hashes.ts";
import { type SetFile, sha256Of, type VersionFiles } from "./manifest.ts";
import { isUpdateRefused, UpdateRefused } from "./refusal.ts";
import { partOf, type Staging } from "./staging.ts";
import { BLOCK, type BlockHashes, readBlockHashes } from "./verity.ts";

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
  /** Its kernel. */
  readonly kernelSeed: Seed | null;
  /** Resolves when the network may be used: not in a contact. */
  readonly pause: () => Promise<void>;
  readonly say: (level: number, text: string) => void;
}

/** Fetches the files of a version, of root and kernel only the blocks that are not here yet. @throws UpdateRefused */
export async function download(parts: DownloadParts, { root, verity, kernel, kernelHashes }: VersionFiles): Promise<void> {
  await wholeFile(parts, verity);
  const hashes = await readBlockHashes(parts.staging.path(verity.name));
  if (kernelHashes) {
    await wholeFile(parts, kernelHashes);
    const known = readKernelHashes(readFileSync(parts.staging.path(kernelHashes.name), "utf8"));
    await inBlocks(parts, { name: kernel.name, ...known, seed: parts.kernelSeed });
  } else await wholeFile(parts, kernel);
  await inBlocks(parts, { name: root.name, hashes, bytes: hashes.blocks * BLOCK, seed: parts.seed });
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

/** A file of which the hash of each block is known. */
interface KnownFile {
  readonly name: string;
  readonly hashes: BlockHashes;
  readonly bytes: number;
  readonly seed: Seed | null;
}

/** Systemd-sysupdate holds the whole to its hash when it writes it. */
async function inBlocks(parts: DownloadParts, known: KnownFile): Promise<void> {
  const { staging, say } = parts;
  const { name, hashes, bytes, seed } = known;
  const path = staging.path(partOf(name));
  demandSpace(staging.folder, bytes - (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512);
  const file = await BlockFile.open(path, hashes);
  try {
    const missing = await file.take(seed);
    say(6, `${name}: ${megabytes(bytesOf(missing))} of ${megabytes(bytes)} are not here yet`);
    await fetchMissing(parts, known, file, missing);
  } finally {
    await file.close();
  }
  truncateSync(path, bytes);
  renameSync(path, staging.path(name));
}

async function fetchMissing(
  { road, pause }: DownloadParts,
  known: KnownFile,
  file: BlockFile,
  ranges: readonly BlockRange[],
): Promise<void> {
  let missing = ranges;
  for (let failures = 0; missing.length > 0; ) {
    await pause();
    const done = await fetchBlocks(road, known, file, batchOf(missing)).catch((error: unknown) => {
      failures += 1;
      if (failures > MOST_FAILURES) throw error;
      return 0;
    });
    if (done > 0) failures = 0;
    missing = missing.slice(done);
  }
}

/** @returns how many of the ranges are on the disk @throws UpdateRefused when not one came */
async function fetchBlocks(road: Road, { name, bytes }: KnownFile, file: BlockFile, ranges: readonly BlockRange[]): Promise<number> {
  const asked = ranges.map(({ first, count }) => ({ from: first * BLOCK, size: Math.min(count * BLOCK, bytes - first * BLOCK) }));
  const arrived = new Arrivals(ranges, bytes);
  try {
    await fetchRanges(road, name, asked, (chunk) => arrived.add(chunk));
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
  readonly #bytes: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param bytes of the whole file, whose last block may be shorter */
  constructor(ranges: readonly BlockRange[], bytes: number) {
    this.#bytes = bytes;
    this.#indices = ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, n) => first + n));
  }

  /** @returns false when more comes than was asked for */
  add(bytes: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length > 0) {
      const index = this.#indices[this.blocks.length];
      if (index === undefined) return false;
      const size = Math.min(BLOCK, this.#bytes - index * BLOCK);
      if (this.#rest.length < size) break;
      const block = Buffer.alloc(BLOCK);
      this.#rest.copy(block, 0, 0, size);
      this.blocks.push({ index, block });
      this.#rest = this.#rest.subarray(size);
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
