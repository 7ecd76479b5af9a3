import type { Random } from "#protocol/random";
import type { DiskOperation, LoggedOperation } from "./write-log.ts";

type Write = Extract<DiskOperation, { kind: "write" }>;

/** What is on the disk when the power goes: all operations before `flushed`, and of the later ones these, in this order. */
export interface Cut {
  /** Operations that were begun. */
  readonly at: number;
  /** Operations up to the last flush before, whose writes nothing takes away. */
  readonly flushed: number;
  /** What a disk's own memory had carried out already, in whatever order it liked; the last one perhaps in part. */
  readonly extra: readonly Write[];
}

const SECTOR = 512;

/**
 * The power goes after `at` operations. A disk with a cache may have carried out any of the writes since the last flush and may have done
 * so in any order; one of them it was just writing, sector by sector.
 */
export function cutAt(operations: readonly LoggedOperation[], at: number, random: Random): Cut {
  const flushed = operations.slice(0, at).findLastIndex(({ operation }) => operation.kind === "flush") + 1;
  const open = operations.slice(flushed, at).flatMap(({ operation }) => (operation.kind === "write" ? [operation] : []));
  // From nothing to everything, and not always about half.
  const share = random(101);
  const extra = open.filter(() => random(100) < share);
  const last = extra.pop();
  return { at, flushed, extra: last ? [...extra, torn(last, random)] : [] };
}

/** The first sectors of a write. */
function torn(write: Write, random: Random): Write {
  const length = SECTOR * (1 + random(write.length / SECTOR));
  return { ...write, length, data: write.data?.subarray(0, length) ?? null };
}
