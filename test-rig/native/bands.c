#include "bands.h"

#include "tiles.h"

void bands_add_changes(struct bands *bands, const struct picture *now, const struct picture *before, struct box damage) {
	for (int i = 0; i < BANDS_MAX && i * BANDS_HEIGHT < now->height; i++) {
		struct box band = box_intersection((struct box){0, i * BANDS_HEIGHT, now->width, BANDS_HEIGHT},
			(struct box){0, 0, now->width, now->height});
		struct box changed = before ? tiles_changed(now, before, box_intersection(band, damage)) : band;
		bands->boxes[i] = box_union(bands->boxes[i], changed);
	}
}

void bands_add(struct bands *bands, const struct bands *more) {
	for (int i = 0; i < BANDS_MAX; i++)
		bands->boxes[i] = box_union(bands->boxes[i], more->boxes[i]);
}

struct box bands_take(struct bands *bands) {
	struct box taken = {0};
	for (int i = 0; i < BANDS_MAX; i++) {
		struct box band = bands->boxes[i];
		bool is_beside = band.x == taken.x && band.width == taken.width && band.y == taken.y + taken.height;
		if (box_is_empty(taken) ? box_is_empty(band) : !is_beside || box_is_empty(band)) {
			if (box_is_empty(taken))
				continue;
			break;
		}
		taken = box_union(taken, band);
		bands->boxes[i] = (struct box){0};
	}
	return taken;
}
