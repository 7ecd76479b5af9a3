/**
 * Shared picture frames, written by `screen`, mapped read-only by media. The C side is native/core/frames.h; both are checked
 * against each other by a test. All integers little endian.
 *
 * file    /run/alongside/frames/screen.frames: one header page of 4096 bytes, then SLOTS pictures of slotBytes each
 * header  0 magic "ALFR" · 4 u32 version · 8 u32 width · 12 u32 height (without strip) · 16 u32 stripRows · 20 u32 slots · 24 u32 slotBytes
 * slot n  header of 64 bytes at 1024 + 64·n: 0 u32 generation (odd while being written) · 4 u32 frame · 8 u64 capture time in ns
 * picture I420, packed: Y width×(height+stripRows), then U and V of half size each way
 * notice  one per published frame on frames.sock, FRAME_NOTICE_BYTES each, so that Node reads them without polling
 *         0 u32 frame · 4 u32 slot · 8 u32 generation · 12 u32 flags · 16 u64 capture ns · 24 u16 x · 26 u16 y · 28 u16 width · 30 u16 height (damage)
 *         a notice with flag FRAME_REMAP says that the file was made anew (another size): map it again
 */
export const FRAMES_MAGIC = 0x52464c41;
export const FRAMES_VERSION = 1;
export const FRAMES_HEADER_BYTES = 4096;
export const FRAMES_SLOT_HEADER_AT = 1024;
export const FRAMES_SLOT_HEADER_BYTES = 64;
export const FRAMES_SLOTS = 4;
export const FRAME_NOTICE_BYTES = 32;
/** notice flags */
export const FRAME_REMAP = 1;
export const FRAME_HIDDEN = 2;
