#include "strip.h"

#include <math.h>
#include <string.h>

#include "i420.h"

#define LUMA_0 16
#define LUMA_1 235
#define LUMA_BETWEEN 125

uint16_t strip_crc16(const uint8_t *bytes, size_t size) {
	uint16_t crc = 0xffff;
	for (size_t i = 0; i < size; i++) {
		crc ^= (uint16_t)(bytes[i] << 8);
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
	}
	return crc;
}

static void strip_put(uint8_t *bytes, int size, uint32_t value) {
	for (int i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> 8 * (size - 1 - i));
}

static uint32_t strip_get(const uint8_t *bytes, int size) {
	uint32_t value = 0;
	for (int i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

void strip_encode(const struct strip *strip, uint8_t bytes[STRIP_BYTES]) {
	// floor(x + 0.5) is JavaScript's Math.round.
	double tenths = fmod(floor(strip->capture_ms * 10 + 0.5), 4294967296.0);
	bytes[0] = STRIP_SYNC;
	strip_put(bytes + 1, 3, strip->frame);
	strip_put(bytes + 4, 4, (uint32_t)tenths);
	bytes[8] = strip->flags;
	strip_put(bytes + 9, 2, strip_crc16(bytes, 9));
}

bool strip_decode(const uint8_t bytes[STRIP_BYTES], struct strip *strip) {
	if (bytes[0] != STRIP_SYNC || strip_crc16(bytes, 9) != strip_get(bytes + 9, 2))
		return false;
	*strip = (struct strip){.frame = strip_get(bytes + 1, 3), .capture_ms = strip_get(bytes + 4, 4) / 10.0, .flags = bytes[8]};
	return true;
}

void strip_draw(uint8_t *i420, int width, int height_with_strip, const struct strip *strip) {
	uint8_t bytes[STRIP_BYTES];
	strip_encode(strip, bytes);
	int top = height_with_strip - STRIP_ROWS, cell = width / STRIP_BITS;
	i420_fill_rows(i420, width, height_with_strip, top, height_with_strip, LUMA_0);
	uint8_t *first = i420 + (size_t)top * width;
	for (int bit = 0; bit < STRIP_BITS; bit++) {
		if (bytes[bit >> 3] & 0x80 >> (bit & 7))
			memset(first + bit * cell, LUMA_1, (size_t)cell);
	}
	for (int row = 1; row < STRIP_ROWS; row++)
		memcpy(first + (size_t)row * width, first, (size_t)width);
}

bool strip_read_row(const uint8_t *row, int cell, int step, struct strip *strip) {
	uint8_t bytes[STRIP_BYTES] = {0};
	for (int bit = 0; bit < STRIP_BITS; bit++) {
		int at = (2 * bit + 1) * cell / 2;
		if (row[(size_t)at * step] > LUMA_BETWEEN)
			bytes[bit >> 3] |= 0x80 >> (bit & 7);
	}
	return strip_decode(bytes, strip);
}

bool strip_read(const uint8_t *i420, int width, int height_with_strip, struct strip *strip) {
	const uint8_t *row = i420 + (size_t)(height_with_strip - STRIP_ROWS / 2) * width;
	return width >= STRIP_MIN_WIDTH && strip_read_row(row, width / STRIP_BITS, 1, strip);
}
