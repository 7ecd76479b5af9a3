/** What a machine did to its disk, in order. */
export type DiskOperation =
  /** `data` is a view of the log; null writes zeroes. */
  | { readonly kind: "write"; readonly at: number; readonly length: number; readonly data: Uint8Array | null }
  /** Everything before it is on the disk for good. */
  | { readonly kind: "flush" }
  /** What is there is not needed any more, and may be anything. */
  | { readonly kind: "discard"; readonly at: number; readonly length: number };

export interface LoggedOperation {
  readonly operation: DiskOperation;
  /** Bytes of the log up to the end of this operation. */
  readonly end: number;
}

const MAGIC = 0x6a736677736872n;
const VERSION = 1n;
const FLAGS = { flush: 1n, discard: 4n, all: 15n };
const ENTRY_BYTES = 32;

/**
 * Reads a log of QEMU's block driver blklogwrites, whose format is that of Linux's dm-log-writes: a superblock, then for each operation an
 * entry {sector, sectors, flags, data length} of little-endian 64 bits in a sector of its own, and the data.
 * @throws Error saying what is wrong and where
 */
export function readWriteLog(log: Uint8Array): LoggedOperation[] {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  if (log.length < 28 || view.getBigUint64(0, true) !== MAGIC)
    throw new Error("a log of writes begins with the magic number of dm-log-writes");
  if (view.getBigUint64(8, true) !== VERSION) throw new Error(`a log of writes has version 1, not ${view.getBigUint64(8, true)}`);
  const sector = view.getUint32(24, true);
  if (sector < 512 || sector > 2 ** 20) throw new Error(`a log of writes has sectors of 512 to 1048576 bytes, not ${sector}`);
  const operations: LoggedOperation[] = [];
  const count = Number(view.getBigUint64(16, true));
  let at = sector;
  for (let n = 0; n < count; n++) {
    if (at + ENTRY_BYTES > log.length) throw new Error(`the log names ${count} operations and ends after ${n}`);
    const [first, sectors, flags] = [0, 8, 16].map((offset) => view.getBigUint64(at + offset, true)) as [bigint, bigint, bigint];
    if (flags & ~FLAGS.all) throw new Error(`operation ${n} has flags ${flags}, of which only ${FLAGS.all} are known`);
    at += sector;
    const place = { at: Number(first) * sector, length: Number(sectors) * sector };
    const hasData = !(flags & FLAGS.discard) && place.length > 0;
    const data = hasData ? log.subarray(at, at + place.length) : null;
    if (data && data.length !== place.length)
      throw new Error(`operation ${n} has ${place.length} bytes and the log ends after ${data.length}`);
    if (hasData) at += place.length;
    if (flags & FLAGS.flush) operations.push({ operation: { kind: "flush" }, end: at });
    else operations.push({ operation: flags & FLAGS.discard ? { kind: "discard", ...place } : { kind: "write", ...place, data }, end: at });
  }
  return operations;
}
