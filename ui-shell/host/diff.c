#include "diff.h"

#include <stddef.h>
#include <string.h>

/* Columns are searched in steps of this many pixels: exact enough for damage, and memcmp is fast on them. */
#define STEP 16

static int first_difference(const uint8_t *a, const uint8_t *b, int limit) {
	int x = 0;
	while (x < limit) {
		int n = limit - x < STEP ? limit - x : STEP;
		if (memcmp(a + (size_t)x * 4, b + (size_t)x * 4, (size_t)n * 4) != 0)
			return x;
		x += n;
	}
	return limit;
}

/* First column right of the last difference, at least `floor`. */
static int last_difference(const uint8_t *a, const uint8_t *b, int floor, int width) {
	int x = width;
	while (x > floor) {
		int n = x - floor < STEP ? x - floor : STEP;
		if (memcmp(a + (size_t)(x - n) * 4, b + (size_t)(x - n) * 4, (size_t)n * 4) != 0)
			return x;
		x -= n;
	}
	return floor;
}

/* Takes row y with columns [left, right) into the last band or begins a new one. */
static void diff_add(struct diff *diff, int y, int left, int right) {
	struct box *band = diff->count > 0 ? &diff->bands[diff->count - 1] : NULL;
	bool is_near = band && y - (band->y + band->height) < DIFF_BAND_GAP_ROWS;
	if (!band || (!is_near && diff->count < DIFF_MAX_BANDS)) {
		diff->bands[diff->count++] = (struct box){left, y, right - left, 1};
		return;
	}
	int end = band->x + band->width;
	band->x = left < band->x ? left : band->x;
	band->width = (right > end ? right : end) - band->x;
	band->height = y + 1 - band->y;
}

void diff_find(struct diff *diff, const uint8_t *a, int a_stride, const uint8_t *b, int b_stride, int width, int height) {
	diff->count = 0;
	for (int y = 0; y < height; y++) {
		const uint8_t *row_a = a + (size_t)y * (size_t)a_stride, *row_b = b + (size_t)y * (size_t)b_stride;
		if (memcmp(row_a, row_b, (size_t)width * 4) == 0)
			continue;
		int left = first_difference(row_a, row_b, width);
		diff_add(diff, y, left, last_difference(row_a, row_b, left, width));
	}
}
