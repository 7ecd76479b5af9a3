#include "box.h"

static int box_min(int a, int b) {
	return a < b ? a : b;
}

static int box_max(int a, int b) {
	return a > b ? a : b;
}

static struct box box_between(int left, int top, int right, int bottom) {
	return (struct box){left, top, right - left, bottom - top};
}

struct box box_intersection(struct box a, struct box b) {
	struct box both = box_between(box_max(a.x, b.x), box_max(a.y, b.y), box_min(a.x + a.width, b.x + b.width),
		box_min(a.y + a.height, b.y + b.height));
	return box_is_empty(both) ? (struct box){0} : both;
}

struct box box_union(struct box a, struct box b) {
	if (box_is_empty(a))
		return b;
	if (box_is_empty(b))
		return a;
	return box_between(box_min(a.x, b.x), box_min(a.y, b.y), box_max(a.x + a.width, b.x + b.width),
		box_max(a.y + a.height, b.y + b.height));
}

struct box box_even(struct box box) {
	return box_between(box.x & ~1, box.y & ~1, (box.x + box.width + 1) & ~1, (box.y + box.height + 1) & ~1);
}
