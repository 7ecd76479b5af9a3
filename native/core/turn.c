#include "turn.h"

#include <libyuv.h>
#include <string.h>

struct box turn_box(struct box box, int transform, int width, int height) {
	int right = width - box.x - box.width, below = height - box.y - box.height;
	switch (transform) {
	case TURN_90:
		return (struct box){below, box.x, box.height, box.width};
	case TURN_180:
		return (struct box){right, below, box.width, box.height};
	case TURN_270:
		return (struct box){box.y, right, box.height, box.width};
	case TURN_FLIPPED:
		return (struct box){right, box.y, box.width, box.height};
	case TURN_FLIPPED_90:
		return (struct box){box.y, box.x, box.height, box.width};
	case TURN_FLIPPED_180:
		return (struct box){box.x, below, box.width, box.height};
	case TURN_FLIPPED_270:
		return (struct box){below, right, box.height, box.width};
	default:
		return box;
	}
}

/* Mirrored panels are rare: pixel by pixel. */
static void turn_pixels(const struct picture *picture, struct box part, int transform, struct picture *upright) {
	for (int y = part.y; y < part.y + part.height; y++) {
		for (int x = part.x; x < part.x + part.width; x++) {
			struct box to = turn_box((struct box){x, y, 1, 1}, transform, picture->width, picture->height);
			memcpy(picture_at(upright, to.x, to.y), picture_at(picture, x, y), 4);
		}
	}
}

void turn_picture(const struct picture *picture, struct box part, int transform, struct picture *upright) {
	// libyuv counts clockwise, as a panel's pixels are turned to stand upright.
	static const enum RotationMode modes[] = {[TURN_NORMAL] = kRotate0, [TURN_90] = kRotate90, [TURN_180] = kRotate180, [TURN_270] = kRotate270};
	part = box_intersection(part, (struct box){0, 0, picture->width, picture->height});
	if (box_is_empty(part))
		return;
	if (transform > TURN_270) {
		turn_pixels(picture, part, transform, upright);
		return;
	}
	struct box to = turn_box(part, transform, picture->width, picture->height);
	ARGBRotate(picture_at(picture, part.x, part.y), picture->stride, picture_at(upright, to.x, to.y), upright->stride, part.width, part.height,
		modes[transform]);
}
