/* Finds what changed between two pictures of one size. Pure. */
#ifndef ALONGSIDE_DIFF_H
#define ALONGSIDE_DIFF_H

#include <stdint.h>

#include "box.h"

/* Two numbers that tick in opposite corners must not make the whole output damaged: changed rows come as bands. */
#define DIFF_MAX_BANDS 8
/* Bands nearer than this are one. */
#define DIFF_BAND_GAP_ROWS 16

struct diff {
	int count;
	struct box bands[DIFF_MAX_BANDS]; // from top to bottom, apart from each other
};

/* Pixels are 4 bytes. WPE says nothing about damage, so it is found by looking; a difference is found at its first byte, and equal rows
 * cost less than the compositor's painting of them. */
void diff_find(struct diff *diff, const uint8_t *a, int a_stride, const uint8_t *b, int b_stride, int width, int height);

#endif
