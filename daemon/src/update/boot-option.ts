/** Where the boot partition lies, as the GPT says it. */
export interface BootPartition {
  /** Number, from 1. */
  readonly number: number;
  /** In sectors. */
  readonly start: number;
  /** In sectors. */
  readonly size: number;
  /** 8-4-4-4-12 hexadecimal digits. */
  readonly uuid: string;
}

export interface BootOption {
  /** What firmware's own menu shows. */
  readonly title: string;
  /** From the partition's root, with `/`. */
  readonly path: string;
}

const ACTIVE = 1;
const HARD_DRIVE_BYTES = 42;
const GPT = 2;
const BY_UUID = 2;
const END = Buffer.from([0x7f, 0xff, 4, 0]);

/** The content of a variable Boot#### (UEFI 2.10, 3.1.3 "Load Options", 10.3.5.1 "Hard Drive", 10.3.5.4 "File Path"). */
export function encodeBootOption({ title, path }: BootOption, partition: BootPartition): Buffer {
  const paths = Buffer.concat([hardDrive(partition), filePath(path), END]);
  const head = Buffer.alloc(6);
  head.writeUInt32LE(ACTIVE, 0);
  head.writeUInt16LE(paths.length, 4);
  return Buffer.concat([head, utf16(title), paths]);
}

function hardDrive({ number, start, size, uuid }: BootPartition): Buffer {
  const node = Buffer.alloc(HARD_DRIVE_BYTES);
  node.set([4, 1, HARD_DRIVE_BYTES, 0]);
  node.writeUInt32LE(number, 4);
  node.writeBigUInt64LE(BigInt(start), 8);
  node.writeBigUInt64LE(BigInt(size), 16);
  node.set(guid(uuid), 24);
  node.set([GPT, BY_UUID], 40);
  return node;
}

function filePath(path: string): Buffer {
  const name = utf16(path.replaceAll("/", "\\"));
  const head = Buffer.from([4, 4, 0, 0]);
  head.writeUInt16LE(head.length + name.length, 2);
  return Buffer.concat([head, name]);
}

/** With a zero at the end. */
function utf16(text: string): Buffer {
  return Buffer.from(`${text}\0`, "utf16le");
}

/** The first three parts are numbers, of which the lowest byte comes first (UEFI, appendix A). */
function guid(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) throw new Error(`a UUID has 32 hexadecimal digits, not ${JSON.stringify(uuid)}`);
  const turned = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse();
  return Buffer.concat([turned(0, 4), turned(4, 6), turned(6, 8), bytes.subarray(8)]);
}

/** BootOrder with our options before all others. @param before as it is now, without what is none */
export function orderWith(ours: readonly number[], known: readonly number[], before: readonly number[]): readonly number[] {
  return [...ours, ...before.filter((number) => !ours.includes(number) && !known.includes(number))];
}
