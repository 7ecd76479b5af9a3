#include "i420.h"

#include <libyuv.h>
#include <string.h>

void i420_convert(const struct picture *picture, struct box box, uint8_t *target, int target_height) {
	box = box_even(box_intersection(box, (struct box){0, 0, picture->width, picture->height}));
	if (box_is_empty(box))
		return;
	int width = picture->width, half = width / 2;
	uint8_t *u = target + (size_t)width * target_height;
	uint8_t *v = u + (size_t)half * (target_height / 2);
	size_t chroma = (size_t)(box.y / 2) * half + box.x / 2;
	// libyuv names formats as little-endian words: its ARGB is B,G,R,A in memory.
	int (*convert)(const uint8_t *, int, uint8_t *, int, uint8_t *, int, uint8_t *, int, int, int) =
		picture->format == PICTURE_BGRX ? ARGBToI420 : ABGRToI420;
	convert(picture_at(picture, box.x, box.y), picture->stride, target + (size_t)box.y * width + box.x, width, u + chroma, half,
		v + chroma, half, box.width, box.height);
}

void i420_fill_rows(uint8_t *target, int width, int height, int from, int to, uint8_t luma) {
	size_t rows = (size_t)(to - from), half = (size_t)width / 2;
	memset(target + (size_t)from * width, luma, rows * width);
	uint8_t *u = target + (size_t)width * height + (size_t)from / 2 * half;
	memset(u, 128, rows / 2 * half);
	memset(u + half * (height / 2), 128, rows / 2 * half);
}
