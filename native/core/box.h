/* Rectangles in whole pixels, origin top left. An empty one has no width or no height. */
#ifndef ALONGSIDE_BOX_H
#define ALONGSIDE_BOX_H

#include <stdbool.h>

struct box {
	int x, y, width, height;
};

static inline bool box_is_empty(struct box box) {
	return box.width <= 0 || box.height <= 0;
}

static inline bool box_equal(struct box a, struct box b) {
	return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

/* What both cover; empty when they do not touch. */
struct box box_intersection(struct box a, struct box b);
/* The smallest box around both; an empty one adds nothing. */
struct box box_union(struct box a, struct box b);
/* Grown to even edges, because two pixels each way share one colour sample in I420. */
struct box box_even(struct box box);

#endif
