// The stamp has the layout of protocol/strip.ts, at the top left of the picture, with the wall clock as capture time:
// who reads it on the same machine knows how old the picture is.
const BITS = 88;
const ROWS = 8;
const SYNC = 0xa5;

function crc16(bytes) {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** The 11 bytes of a stamp: 8 sync, 24 frame, 32 time in 0.1 ms, 8 flags, 16 CRC. */
export function stampBytes(frame, epochMs) {
  const bytes = new Uint8Array(11);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SYNC * 2 ** 24 + (frame % 2 ** 24));
  view.setUint32(4, Math.round((epochMs % (2 ** 32 / 10)) * 10) % 2 ** 32);
  view.setUint16(9, crc16(bytes.subarray(0, 9)));
  return bytes;
}

/** Draws the stamp over the top rows of a canvas of this width. */
export function drawStamp(context, width, frame, epochMs) {
  const cell = Math.floor(width / BITS);
  const bytes = stampBytes(frame, epochMs);
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, ROWS);
  context.fillStyle = "#fff";
  for (let bit = 0; bit < BITS; bit++) {
    if (bytes[bit >> 3] & (0x80 >> (bit & 7))) context.fillRect(bit * cell, 0, cell, ROWS);
  }
}
