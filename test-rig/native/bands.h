/* What changed, band by band, so that a clock at the top and a keystroke at the bottom are two small rectangles. */
#ifndef ALONGSIDE_BANDS_H
#define ALONGSIDE_BANDS_H

#include "box.h"
#include "picture.h"

#define BANDS_HEIGHT 128 // a multiple of TILE_SIZE
#define BANDS_MAX 128    // of FRAMES_MAX_SIDE

struct bands {
	struct box boxes[BANDS_MAX]; // the changed part of each band; empty: none
};

/* Adds what differs within `damage`; `before` NULL: everything. */
void bands_add_changes(struct bands *bands, const struct picture *now, const struct picture *before, struct box damage);
void bands_add(struct bands *bands, const struct bands *more);
/* Takes out the next rectangle: bands below each other of the same width come as one. Returns an empty box at the end. */
struct box bands_take(struct bands *bands);

#endif
