#include "own.h"

#include <math.h>
#include <string.h>

#include "blank.h"

static bool own_set_equal(const struct own_set *a, const struct own_set *b) {
	return a->count == b->count && memcmp(a->boxes, b->boxes, sizeof a->boxes[0] * (size_t)a->count) == 0;
}

bool own_replace(struct own *own, const struct own_set *set, double now_ms) {
	if (own_set_equal(&own->newer, set))
		return false;
	own->older = own->newer;
	own->newer = *set;
	own->older_until_ms = now_ms + OWN_OLDER_MS;
	return true;
}

bool own_expire(struct own *own, double now_ms) {
	if (own->older_until_ms == 0 || now_ms < own->older_until_ms)
		return false;
	own->older.count = 0;
	own->older_until_ms = 0;
	return true;
}

/* Logical pixels from `from` to `to` as pixels, rounded outwards. */
static void own_scale(int *from, int *to, int logical, int pixels) {
	if (logical <= 0 || logical == pixels)
		return;
	// The logical size is a rounded one: the compositor's own edge may lie a pixel beside ours.
	*from = (int)floor((double)*from * pixels / logical) - 1;
	*to = (int)ceil((double)*to * pixels / logical) + 1;
}

static void own_blank_set(const struct own_set *set, struct picture *picture, struct box layout) {
	for (int i = 0; i < set->count; i++) {
		struct box box = set->boxes[i];
		if (box_is_empty(box))
			continue;
		int right = box.x + box.width, bottom = box.y + box.height;
		own_scale(&box.x, &right, layout.width, picture->width);
		own_scale(&box.y, &bottom, layout.height, picture->height);
		blank_box(picture, (struct box){box.x, box.y, right - box.x, bottom - box.y});
	}
}

void own_blank(const struct own *own, struct picture *picture, struct box layout) {
	own_blank_set(&own->newer, picture, layout);
	own_blank_set(&own->older, picture, layout);
}
