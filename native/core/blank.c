#include "blank.h"

#include <string.h>

void blank_box(struct picture *picture, struct box box) {
	struct box inside = box_intersection(box, (struct box){0, 0, picture->width, picture->height});
	for (int y = inside.y; y < inside.y + inside.height; y++)
		memset(picture_at(picture, inside.x, y), BLANK_GREY, 4 * (size_t)inside.width);
}
