#include "tiles.h"

#include <string.h>

static bool tiles_differ(const struct picture *now, const struct picture *before, struct box tile) {
	for (int y = tile.y; y < tile.y + tile.height; y++) {
		if (memcmp(picture_at(now, tile.x, y), picture_at(before, tile.x, y), 4 * (size_t)tile.width) != 0)
			return true;
	}
	return false;
}

static struct box tiles_changed_in_row(const struct picture *now, const struct picture *before, struct box row) {
	struct box changed = {0};
	// Most rows of tiles are equal: one comparison over the whole width settles them.
	if (!tiles_differ(now, before, row))
		return changed;
	int right = row.x + row.width;
	for (int x = row.x - row.x % TILE_SIZE; x < right; x += TILE_SIZE) {
		struct box tile = box_intersection((struct box){x, row.y, TILE_SIZE, row.height}, row);
		if (tiles_differ(now, before, tile))
			changed = box_union(changed, tile);
	}
	return changed;
}

struct box tiles_changed(const struct picture *now, const struct picture *before, struct box damage) {
	struct box changed = {0};
	damage = box_intersection(damage, (struct box){0, 0, now->width, now->height});
	int bottom = damage.y + damage.height;
	for (int y = damage.y - damage.y % TILE_SIZE; y < bottom; y += TILE_SIZE) {
		struct box row = box_intersection((struct box){damage.x, y, damage.width, TILE_SIZE}, damage);
		if (!box_is_empty(row))
			changed = box_union(changed, tiles_changed_in_row(now, before, row));
	}
	return changed;
}
