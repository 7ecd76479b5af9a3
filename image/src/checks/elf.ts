import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What the dynamic section of an ELF file says of libraries (elf(5)). */
export interface ElfNeeds {
  /** File names of libraries. */
  readonly needed: readonly string[];
  /** Folders in which they are looked for first; may begin with $ORIGIN. */
  readonly paths: readonly string[];
}

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const LOAD = 1;
const DYNAMIC = 2;
const NEEDED = 1n;
const STRING_TABLE = 5n;
const STRING_TABLE_BYTES = 10n;
const RPATH = 15n;
const RUNPATH = 29n;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** @returns null for what is no program or library of 64 bits, or needs no library */
export function elfNeeds(path: string): ElfNeeds | null {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const read = (at: number, bytes: number) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(bytes, size - at)));
      return buffer.subarray(0, buffer.length && readSync(file, buffer, 0, buffer.length, at));
    };
    const header = read(0, HEADER_BYTES);
    // 64 bits, little-endian.
    if (header.length < HEADER_BYTES || header.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") return null;
    const segments = segmentsOf(read(Number(header.readBigUInt64LE(32)), SEGMENT_BYTES * header.readUInt16LE(56)));
    const dynamic = segments.find(({ type }) => type === DYNAMIC);
    return dynamic ? needsOf(entriesOf(read(dynamic.offset, dynamic.bytes)), segments, read) : null;
  } finally {
    closeSync(file);
  }
}

function segmentsOf(table: Buffer): Segment[] {
  return Array.from({ length: Math.floor(table.length / SEGMENT_BYTES) }, (_, index) => {
    const at = index * SEGMENT_BYTES;
    const number = (field: number) => Number(table.readBigUInt64LE(at + field));
    return { type: table.readUInt32LE(at), offset: number(8), address: number(16), bytes: number(32) };
  });
}

type Entry = readonly [tag: bigint, value: bigint];

function entriesOf(section: Buffer): Entry[] {
  return Array.from(
    { length: Math.floor(section.length / 16) },
    (_, index): Entry => [section.readBigUInt64LE(index * 16), section.readBigUInt64LE(index * 16 + 8)],
  );
}

function needsOf(entries: readonly Entry[], segments: readonly Segment[], read: (at: number, bytes: number) => Buffer): ElfNeeds | null {
  const firstOf = (tag: bigint) => Number(entries.find(([each]) => each === tag)?.[1] ?? 0n);
  const address = firstOf(STRING_TABLE);
  const home = segments.find((each) => each.type === LOAD && address >= each.address && address < each.address + each.bytes);
  if (!home) return null;
  const strings = read(address - home.address + home.offset, firstOf(STRING_TABLE_BYTES));
  const text = (at: bigint) => strings.toString("latin1", Number(at), strings.indexOf(0, Number(at)));
  const all = (...tags: bigint[]) => entries.filter(([tag]) => tags.includes(tag)).map(([, value]) => text(value));
  return { needed: all(NEEDED), paths: all(RPATH, RUNPATH).flatMap((each) => each.split(":")) };
}
