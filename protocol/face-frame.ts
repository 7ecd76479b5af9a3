/**
 * The face file: media writes the agent's face at the box's pixels, newest only; the shell host reads it with pread, never by
 * mapping (a writer that truncates the file must not be able to kill the reader). All integers little endian.
 *
 * offset 0  magic "ALFC" · 4 u32 version 1 · 8 u32 sequence (odd while being written) · 12 u32 width · 16 u32 height
 * offset 64 width × height pixels, B,G,R,X bytes, rows packed
 */
export const FACE_MAGIC = 0x43464c41;
export const FACE_HEADER_BYTES = 64;
export const FACE_MAX_WIDTH = 640;
export const FACE_MAX_HEIGHT = 480;
