/**
 * Bytes on the serial port between rig and guest agent. The line itself has no beginning: QEMU keeps what one client of its socket
 * has left half read, and a restored machine goes on in the middle of a sentence. So the host begins each session with a mark and a
 * number that has never been used, the guest answers with the same, and both forget whatever came before.
 *
 *   mark (16) · nonce (16) · frames…        frame: u32 channel · u8 kind · u32 length · bytes (little-endian)
 */
export const MARK = Buffer.from("a61dbb9f5ac94e0e8f27f1c3d0427e95", "hex");
export const NONCE_BYTES = 16;
const HEADER_BYTES = 9;
/** Longest payload of one frame; Channel cuts what is longer. */
export const MAX_PAYLOAD = 32 * 1024;

/** `open` asks for something, `data` and `end` are one direction of its stream, `reset` ends both and says why. */
export const kinds = ["open", "data", "end", "reset"] as const;
export type FrameKind = (typeof kinds)[number];

export interface Frame {
  readonly channel: number;
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

export type WireEvent = { readonly type: "session"; readonly nonce: Buffer } | { readonly type: "frame"; readonly frame: Frame };

export function encodeMark(nonce: Buffer): Buffer {
  return Buffer.concat([MARK, nonce]);
}

/** @throws RangeError for a payload above MAX_PAYLOAD. */
export function encodeFrame({ channel, kind, payload }: Frame): Buffer {
  if (payload.length > MAX_PAYLOAD) throw new RangeError(`a frame holds ${MAX_PAYLOAD} bytes at most, not ${payload.length}`);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(channel, 0);
  header.writeUInt8(kinds.indexOf(kind), 4);
  header.writeUInt32LE(payload.length, 5);
  return Buffer.concat([header, payload]);
}

/** Cuts a byte stream into sessions and their frames, however the bytes arrive. What is no frame ends the session until the next mark. */
export class WireReader {
  #phase: "lost" | "nonce" | "frames" = "lost";
  /** The last bytes seen: a mark may arrive in pieces, even inside what looked like a frame. */
  #tail: Buffer = Buffer.alloc(0);
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): WireEvent[] {
    const seen = Buffer.concat([this.#tail, chunk]);
    const at = seen.indexOf(MARK);
    if (at < 0) {
      this.#tail = seen.subarray(Math.max(0, seen.length - MARK.length + 1));
      return this.#read(chunk);
    }
    this.reset();
    this.#phase = "nonce";
    return this.push(seen.subarray(at + MARK.length));
  }

  /** Forgets the session. */
  reset(): void {
    this.#phase = "lost";
    this.#tail = this.#pending = Buffer.alloc(0);
  }

  #read(chunk: Buffer): WireEvent[] {
    if (this.#phase === "lost") return [];
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const events: WireEvent[] = [];
    if (this.#phase === "nonce") {
      if (this.#pending.length < NONCE_BYTES) return [];
      events.push({ type: "session", nonce: this.#take(NONCE_BYTES) });
      this.#phase = "frames";
    }
    for (let frame = this.#frame(); frame; frame = this.#frame()) events.push({ type: "frame", frame });
    return events;
  }

  #frame(): Frame | null {
    if (this.#pending.length < HEADER_BYTES) return null;
    const kind = kinds[this.#pending.readUInt8(4)];
    const length = this.#pending.readUInt32LE(5);
    if (!kind || length > MAX_PAYLOAD) {
      this.#phase = "lost";
      this.#pending = Buffer.alloc(0);
      return null;
    }
    if (this.#pending.length < HEADER_BYTES + length) return null;
    const bytes = this.#take(HEADER_BYTES + length);
    return { channel: bytes.readUInt32LE(0), kind, payload: bytes.subarray(HEADER_BYTES) };
  }

  #take(length: number): Buffer {
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }
}
