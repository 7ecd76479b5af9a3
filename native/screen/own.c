#include "own.h"

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

static void own_blank_set(const struct own_set *set, struct picture *picture) {
	for (int i = 0; i < set->count; i++)
		blank_box(picture, set->boxes[i]);
}

void own_blank(const struct own *own, struct picture *picture) {
	own_blank_set(&own->newer, picture);
	own_blank_set(&own->older, picture);
}
