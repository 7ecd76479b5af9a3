/**
 * The strip that screen appends below each picture: one row of cells, black (luma 16) for 0 and white (luma 235) for 1, most
 * significant bit first. It survives compression and scaling, so that console, staleness and benchmarks read the same truth.
 *
 * bits   8 sync 0xA5 · 24 frame number · 32 capture time (monotonic, units of 0.1 ms, modulo 2^32) · 8 flags · 16 CRC-16/CCITT-FALSE
 * cells  each floor(width / 88) pixels wide, 8 rows high, from the left edge; the rest of the row is luma 16; chroma 128
 *
 * When media sends a smaller picture, it scales the whole of it, strip and all: rows and cells shrink in proportion.
 */
export const STRIP_ROWS = 8;
export const STRIP_BITS = 88;
export const STRIP_SYNC = 0xa5;
/** flags */
export const STRIP_HIDDEN = 1;
/** The picture's content is complete (all stripes of the first reveal have been shown). Set by media, not by screen. */
export const STRIP_WHOLE = 2;

export interface Strip {
  /** Frame number modulo 2^24. */
  readonly frame: number;
  /** Capture time on the device's monotonic clock in ms, modulo 2^32 / 10. */
  readonly captureMs: number;
  readonly flags: number;
}

/** CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) over bytes. */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** The 11 bytes of a strip: what the cells show, first bit = most significant bit of the first byte. */
export function stripBytes(strip: Strip): Uint8Array {
  const bytes = new Uint8Array(11);
  const view = new DataView(bytes.buffer);
  const tenths = Math.round(strip.captureMs * 10) % 2 ** 32;
  view.setUint32(0, (STRIP_SYNC * 2 ** 24 + (strip.frame % 2 ** 24)) >>> 0);
  view.setUint32(4, tenths >>> 0);
  view.setUint8(8, strip.flags);
  view.setUint16(9, crc16(bytes.subarray(0, 9)));
  return bytes;
}

/** Reads 11 bytes. Null when sync or CRC do not fit: the picture is torn or too coarse; skip it. */
export function readStripBytes(bytes: Uint8Array): Strip | null {
  if (bytes.length < 11 || bytes[0] !== STRIP_SYNC) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 11);
  if (crc16(bytes.subarray(0, 9)) !== view.getUint16(9)) return null;
  return { frame: view.getUint32(0) % 2 ** 24, captureMs: view.getUint32(4) / 10, flags: view.getUint8(8) };
}

/**
 * Reads the strip out of one row of luma or grey values taken through the middle of the strip.
 * @param row     values 0..255, `stride` apart
 * @param width   the row's width in pixels of the picture as received
 * @param scale   received width / width of the device's output: cells were laid out at the device's size
 */
export function readStripRow(row: ArrayLike<number>, width: number, scale = 1, stride = 1): Strip | null {
  const cell = Math.floor(width / scale / STRIP_BITS) * scale;
  if (cell < 2) return null;
  const bytes = new Uint8Array(11);
  for (let bit = 0; bit < STRIP_BITS; bit++) {
    const at = Math.floor((bit + 0.5) * cell);
    if ((row[at * stride] ?? 0) > 125) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return readStripBytes(bytes);
}
