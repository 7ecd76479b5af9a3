import { pick, type Random } from "#protocol/random";

/** Numbers at which bounds break. */
const ODD_NUMBERS = [0, 1, 2, 3, 9, 10, 16, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];

export interface Material {
  readonly maxBytes: number;
  readonly dictionary: readonly Uint8Array[];
  /** Other inputs, for parts of them. */
  readonly others: readonly Uint8Array[];
}

type Change = (bytes: Uint8Array, random: Random, material: Material) => Uint8Array;

const changes: readonly Change[] = [
  (bytes, random) => set(bytes, random, (byte) => byte ^ (1 << random(8))),
  (bytes, random) => set(bytes, random, () => random(256)),
  (bytes, random) => set(bytes, random, (byte) => byte + 1 + random(16)),
  (bytes, random) => set(bytes, random, (byte) => byte - 1 - random(16)),
  (bytes, random) => overwrite(bytes, random, oddNumber(random)),
  (bytes, random) => insert(bytes, random(bytes.length + 1), oddNumber(random)),
  (bytes, random) => insert(bytes, random(bytes.length + 1), new Uint8Array(1 + random(16)).fill(random(256))),
  (bytes, random) => cut(bytes, part(bytes, random)),
  (bytes, random) => insert(bytes, random(bytes.length + 1), slice(bytes, part(bytes, random))),
  (bytes, random) => overwrite(bytes, random, slice(bytes, part(bytes, random))),
  (bytes, random, { dictionary }) => insert(bytes, random(bytes.length + 1), pick(random, dictionary) ?? oddNumber(random)),
  (bytes, random, { dictionary }) => overwrite(bytes, random, pick(random, dictionary) ?? oddNumber(random)),
  (bytes, random, { others }) => {
    const other = pick(random, others) ?? bytes;
    return insert(bytes, random(bytes.length + 1), slice(other, part(other, random)));
  },
  (bytes, random, { others }) => {
    const other = pick(random, others) ?? bytes;
    return join(bytes.subarray(0, random(bytes.length + 1)), other.subarray(random(other.length + 1)));
  },
];

/** A near relative of an input: one to eight changes, most often one. */
export function mutate(input: Uint8Array, random: Random, material: Material): Uint8Array {
  let bytes: Uint8Array = input.slice();
  for (let left = 1 << random(4); left > 0; left--) bytes = pick(random, changes)?.(bytes, random, material) ?? bytes;
  return bytes.length > material.maxBytes ? bytes.slice(0, material.maxBytes) : bytes;
}

interface Part {
  readonly from: number;
  readonly to: number;
}

function part(bytes: Uint8Array, random: Random): Part {
  const from = random(bytes.length + 1);
  // Short parts are the more likely ones.
  const most = random(2) ? Math.min(16, bytes.length - from) : bytes.length - from;
  return { from, to: from + random(most + 1) };
}

function slice(bytes: Uint8Array, { from, to }: Part): Uint8Array {
  return bytes.slice(from, to);
}

function cut(bytes: Uint8Array, { from, to }: Part): Uint8Array {
  return join(bytes.subarray(0, from), bytes.subarray(to));
}

function insert(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  return join(bytes.subarray(0, at), more, bytes.subarray(at));
}

function overwrite(bytes: Uint8Array, random: Random, more: Uint8Array): Uint8Array {
  if (more.length >= bytes.length) return more.slice();
  bytes.set(more, random(bytes.length - more.length + 1));
  return bytes;
}

function set(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(change(0));
  const at = random(bytes.length);
  bytes[at] = change(bytes[at] ?? 0);
  return bytes;
}

function oddNumber(random: Random): Uint8Array {
  const bytes = new Uint8Array(1 << random(3));
  const value = pick(random, ODD_NUMBERS) ?? 0;
  for (let at = 0; at < bytes.length; at++) bytes[at] = value >>> (8 * at);
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
