import type { Bytes } from "./port.ts";

/** Bytes of any accepted kind as one Uint8Array over the same memory. @throws TypeError */
export function asBytes(name: string, value: Bytes): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  throw new TypeError(`${name} must be a Uint8Array or ArrayBuffer`);
}

/** @throws TypeError when it is no number, RangeError when it is no whole number in the range. */
export function assertInteger(name: string, value: number, min: number, max: number): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}`);
  }
}

/** Largest side of a picture. */
export const MAX_SIDE = 16_384;

/** A picture's memory, checked against its size. @throws TypeError, RangeError */
export function i420(name: string, value: Bytes, width: number, height: number): Uint8Array {
  const bytes = asBytes(name, value);
  assertInteger(`width of ${name}`, width, 2, MAX_SIDE);
  assertInteger(`height of ${name}`, height, 2, MAX_SIDE);
  if (width % 2 || height % 2) throw new RangeError(`${name} must have an even width and height`);
  const need = (width * height * 3) / 2;
  if (bytes.length < need) throw new RangeError(`${name} needs ${need} bytes for I420 of ${width}x${height}, not ${bytes.length}`);
  return bytes;
}

/** Memory of B,G,R,X pixels, checked against its size. @throws TypeError, RangeError */
export function bgrx(name: string, value: Bytes, width: number, height: number): Uint8Array {
  const bytes = asBytes(name, value);
  assertInteger(`width of ${name}`, width, 1, MAX_SIDE);
  assertInteger(`height of ${name}`, height, 1, MAX_SIDE);
  const need = width * height * 4;
  if (bytes.length < need) throw new RangeError(`${name} needs ${need} bytes for BGRX of ${width}x${height}, not ${bytes.length}`);
  return bytes;
}
