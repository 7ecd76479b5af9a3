/* Packed I420 (BT.601, 16..235): Y, then U and V of half size each way. Width and height are even. */
#ifndef ALONGSIDE_I420_H
#define ALONGSIDE_I420_H

#include <stddef.h>
#include <stdint.h>

#include "box.h"
#include "picture.h"

static inline size_t i420_size(int width, int height) {
	return (size_t)width * (size_t)height * 3 / 2;
}

/* Converts the even-grown part of `box` into `target`, whose planes are `target_height` rows high (the picture's and the strip's).
 * The picture's size is even and its height at most `target_height`. */
void i420_convert(const struct picture *picture, struct box box, uint8_t *target, int target_height);

/* Fills rows from ≤ y < to (both even) with grey of this luma. */
void i420_fill_rows(uint8_t *target, int width, int height, int from, int to, uint8_t luma);

#endif
