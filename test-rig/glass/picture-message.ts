/**
 * What the glass page receives: one byte kind, then u16 little-endian numbers, then the JPEG.
 * size 1: width, height. rect 2: x, y, JPEG of its own size.
 */
export type PictureMessage =
  | { readonly kind: "size"; readonly width: number; readonly height: number }
  | { readonly kind: "rect"; readonly x: number; readonly y: number; readonly jpeg: Uint8Array };

const SIZE = 1;
const RECT = 2;
const HEADER_BYTES = 5;

export function writePicture(message: PictureMessage): Uint8Array {
  const isSize = message.kind === "size";
  const payload = isSize ? new Uint8Array(0) : message.jpeg;
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, isSize ? SIZE : RECT);
  view.setUint16(1, isSize ? message.width : message.x, true);
  view.setUint16(3, isSize ? message.height : message.y, true);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Null when it is neither of the two. */
export function readPicture(bytes: Uint8Array): PictureMessage | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [kind, a, b] = [view.getUint8(0), view.getUint16(1, true), view.getUint16(3, true)];
  if (kind === SIZE && bytes.length === HEADER_BYTES) return { kind: "size", width: a, height: b };
  if (kind === RECT && bytes.length > HEADER_BYTES) return { kind: "rect", x: a, y: b, jpeg: bytes.subarray(HEADER_BYTES) };
  return null;
}
