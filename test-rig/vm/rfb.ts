/** What QEMU's display tells: Remote Framebuffer (RFC 6143) with the encoding TightPNG, in which each part is a picture already. */
export type DisplayEvent =
  | { readonly kind: "size"; readonly width: number; readonly height: number }
  /** A PNG or JPEG of this size at this place. */
  | {
      readonly kind: "picture";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly picture: Buffer;
    }
  | {
      readonly kind: "fill";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: Buffer;
    }
  /** The update that was asked for is complete. */
  | { readonly kind: "complete" };

/** Encodings and pseudo-encodings of the community's RFB protocol registry. */
const TIGHT_PNG = -260;
const DESKTOP_SIZE = -223;
const FAST_COMPRESSION = -255;

/** Kinds of part in the high half of TightPNG's control byte. */
const FILL = 8;
const JPEG = 9;
const PNG = 10;
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;

/** The greeting, sent when the server's own has come: version, no authentication, a shared screen, its format and encodings. */
export const hello = {
  version: Buffer.from("RFB 003.008\n"),
  noAuthentication: Buffer.from([1]),
  shared: Buffer.from([1]),
  encodings: [
    // 32 bits a pixel, 24 used, little-endian, true colour, 8 bits each, at 16, 8 and 0.
    Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]),
    setEncodings(TIGHT_PNG, DESKTOP_SIZE, FAST_COMPRESSION),
  ],
};

function setEncodings(...encodings: readonly number[]): Buffer {
  const message = Buffer.alloc(4 + 4 * encodings.length);
  message.writeUInt8(2, 0);
  message.writeUInt16BE(encodings.length, 2);
  for (const [index, encoding] of encodings.entries()) message.writeInt32BE(encoding, 4 + 4 * index);
  return message;
}

/** Asks for what has changed, or for all. */
export function updateRequest(width: number, height: number, isIncremental: boolean): Buffer {
  const message = Buffer.alloc(10);
  message.writeUInt8(3, 0);
  message.writeUInt8(isIncremental ? 1 : 0, 1);
  message.writeUInt16BE(width, 6);
  message.writeUInt16BE(height, 8);
  return message;
}

/**
 * Reads the server's side from its first byte on. A generator: each `yield n` waits until n bytes are there and gets them, which
 * keeps the protocol's order readable.
 */
export function* readServer(send: (bytes: Buffer) => void, emit: (event: DisplayEvent) => void): Generator<number, never, Buffer> {
  const version = (yield 12).toString();
  if (!version.startsWith("RFB 003.")) throw new Error(`QEMU's display speaks RFB 003.008, not ${JSON.stringify(version)}`);
  send(hello.version);
  const types = yield (yield 1).readUInt8();
  if (!types.includes(1)) throw new Error("QEMU's display should need no authentication on its own socket");
  send(hello.noAuthentication);
  if ((yield 4).readUInt32BE() !== 0) throw new Error("QEMU's display refused us");
  send(hello.shared);
  const init = yield 24;
  yield init.readUInt32BE(20);
  for (const message of hello.encodings) send(message);
  emit({ kind: "size", width: init.readUInt16BE(0), height: init.readUInt16BE(2) });
  for (;;) {
    const type = (yield 1).readUInt8();
    if (type === 0) yield* readUpdate(emit);
    else if (type === 3) yield (yield 7).readUInt32BE(3);
    else if (type !== 2) throw new Error(`QEMU's display sent a message of kind ${type}; known: 0, 2, 3`);
  }
}

function* readUpdate(emit: (event: DisplayEvent) => void): Generator<number, void, Buffer> {
  const count = (yield 3).readUInt16BE(1);
  for (let index = 0; index < count; index++) {
    const head = yield 12;
    const [x, y, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [number, number, number, number];
    const encoding = head.readInt32BE(8);
    if (encoding === DESKTOP_SIZE) emit({ kind: "size", width, height });
    else if (encoding === TIGHT_PNG) yield* readPart({ x, y, width, height }, emit);
    else throw new Error(`QEMU's display sent encoding ${encoding}, which was not asked for`);
  }
  emit({ kind: "complete" });
}

function* readPart(
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  emit: (event: DisplayEvent) => void,
): Generator<number, void, Buffer> {
  const kind = (yield 1).readUInt8() >> 4;
  if (kind === FILL) return emit({ kind: "fill", ...place, colour: yield 3 });
  if (kind !== PNG && kind !== JPEG) throw new Error(`a part of TightPNG is a fill, a JPEG or a PNG, not ${kind}`);
  emit({ kind: "picture", ...place, picture: yield yield* readLength() });
}

/** Seven bits a byte, the lowest first, three bytes at most. */
function* readLength(): Generator<number, number, Buffer> {
  let length = 0;
  for (let shift = 0; shift <= 14; shift += 7) {
    const byte = (yield 1).readUInt8();
    length |= (shift === 14 ? byte : byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (length > MAX_PICTURE_BYTES) throw new Error(`a part of the display has ${MAX_PICTURE_BYTES} bytes at most, not ${length}`);
  return length;
}

/** Feeds such a generator with bytes, cut anywhere. */
export class ByteFeed {
  readonly #reader: Generator<number, never, Buffer>;
  #pending: Buffer = Buffer.alloc(0);
  #wanted: number;

  constructor(reader: Generator<number, never, Buffer>) {
    this.#reader = reader;
    this.#wanted = reader.next().value;
  }

  /** @throws Error of the reader: close the stream then */
  push(chunk: Uint8Array): void {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= this.#wanted) {
      const bytes = this.#pending.subarray(0, this.#wanted);
      this.#pending = this.#pending.subarray(this.#wanted);
      this.#wanted = this.#reader.next(bytes).value;
    }
  }
}
