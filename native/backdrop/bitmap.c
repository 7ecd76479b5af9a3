#include "bitmap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define HEADER_BYTES 54
#define INFO_BYTES 40
#define BLACK 0x000000u

static void bitmap_put(uint8_t *at, uint32_t value, int bytes) {
	for (int i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* BITMAPFILEHEADER and BITMAPINFOHEADER: uncompressed, rows from the bottom up. */
static void bitmap_header(uint8_t header[HEADER_BYTES], int width, int height, uint32_t size) {
	header[0] = 'B';
	header[1] = 'M';
	bitmap_put(header + 2, HEADER_BYTES + size, 4);
	bitmap_put(header + 10, HEADER_BYTES, 4);
	bitmap_put(header + 14, INFO_BYTES, 4);
	bitmap_put(header + 18, (uint32_t)width, 4);
	bitmap_put(header + 22, (uint32_t)height, 4);
	bitmap_put(header + 26, 1, 2); // planes
	bitmap_put(header + 28, 24, 2);
	bitmap_put(header + 34, size, 4);
}

/* One row, three bytes a pixel, filled up to a multiple of four. */
static void bitmap_row(uint8_t *row, const struct words_picture *picture, int y) {
	const uint32_t *pixels = (const uint32_t *)(picture->pixels + (long)y * picture->stride);
	for (int x = 0; x < picture->width; x++)
		bitmap_put(row + 3 * x, pixels[x], 3);
}

static int bitmap_save(FILE *file, const struct words_picture *picture) {
	size_t stride = ((size_t)picture->width * 3 + 3) & ~(size_t)3;
	uint8_t header[HEADER_BYTES] = {0}, *row = calloc(1, stride);
	if (!row)
		return -ENOMEM;
	bitmap_header(header, picture->width, picture->height, (uint32_t)(stride * (size_t)picture->height));
	bool is_written = fwrite(header, sizeof header, 1, file) == 1;
	for (int y = picture->height - 1; y >= 0 && is_written; y--) {
		bitmap_row(row, picture, y);
		is_written = fwrite(row, stride, 1, file) == 1;
	}
	free(row);
	return is_written ? 0 : -EIO;
}

int bitmap_write(const char *path, enum words words, int width, int height) {
	struct words_picture picture = {.width = width, .height = height, .stride = 4 * width, .format = WORDS_XRGB8888};
	picture.pixels = calloc((size_t)height, (size_t)picture.stride);
	if (!picture.pixels)
		return -ENOMEM;
	FILE *file = fopen(path, "wb");
	int rc = file ? words_paint(&picture, words, BLACK) : -errno;
	if (rc == 0)
		rc = bitmap_save(file, &picture);
	if (file && fclose(file) != 0 && rc == 0)
		rc = -errno;
	free(picture.pixels);
	return rc;
}
