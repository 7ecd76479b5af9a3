import { ProtocolError } from "./errors.ts";

/** Length-prefixed frames of the device's unix sockets: u32 little-endian payload length, then that many bytes of UTF-8 JSON. */
export const FRAME_HEADER_BYTES = 4;
/** Largest payload of a frame in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** Puts the length before a payload. @throws ProtocolError when it is empty or larger than MAX_FRAME_BYTES. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  assertLength(payload.length);
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length, true);
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** Cuts a byte stream into payloads, however the bytes arrive. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /** Takes the next bytes and returns the payloads completed by them. @throws ProtocolError on an impossible length: close the stream then. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = new Uint8Array(this.#pending.length + chunk.length);
    bytes.set(this.#pending);
    bytes.set(chunk, this.#pending.length);
    const view = new DataView(bytes.buffer);
    const payloads: Uint8Array[] = [];
    let at = 0;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = view.getUint32(at, true);
      assertLength(length);
      if (bytes.length - at - FRAME_HEADER_BYTES < length) break;
      payloads.push(bytes.slice(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + length));
      at += FRAME_HEADER_BYTES + length;
    }
    this.#pending = bytes.slice(at);
    return payloads;
  }
}

function assertLength(length: number): void {
  if (length < 1 || length > MAX_FRAME_BYTES) {
    throw new ProtocolError("bad-frame", `a frame holds 1 to ${MAX_FRAME_BYTES} bytes`, { length });
  }
}
