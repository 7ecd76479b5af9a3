/* The strip below each picture: protocol/strip.ts says what its cells mean. Both read protocol/golden/strip.json in their tests. */
#ifndef ALONGSIDE_STRIP_H
#define ALONGSIDE_STRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STRIP_ROWS 8
#define STRIP_BITS 88
#define STRIP_BYTES 11
#define STRIP_SYNC 0xa5
#define STRIP_HIDDEN 1
#define STRIP_WHOLE 2
/* Narrower pictures have cells of one pixel, which no encoder keeps. */
#define STRIP_MIN_WIDTH (2 * STRIP_BITS)

struct strip {
	uint32_t frame;    // modulo 2^24
	double capture_ms; // monotonic, modulo 2^32 / 10
	uint8_t flags;
};

/* CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF). */
uint16_t strip_crc16(const uint8_t *bytes, size_t size);
/* What the cells show, first bit = most significant bit of the first byte. */
void strip_encode(const struct strip *strip, uint8_t bytes[STRIP_BYTES]);
/* Returns false when sync or CRC do not fit: the picture is torn or too coarse. */
bool strip_decode(const uint8_t bytes[STRIP_BYTES], struct strip *strip);

/* Draws into the last STRIP_ROWS rows of packed I420. Width ≥ STRIP_MIN_WIDTH; sizes even; the height counts the strip. */
void strip_draw(uint8_t *i420, int width, int height_with_strip, const struct strip *strip);
/* Reads cells of `cell` pixels out of one row of luma or grey values, `step` bytes apart, at least STRIP_BITS * cell of them. */
bool strip_read_row(const uint8_t *row, int cell, int step, struct strip *strip);
/* Reads the middle of the last STRIP_ROWS rows. */
bool strip_read(const uint8_t *i420, int width, int height_with_strip, struct strip *strip);

#endif
