#include "glance.h"

#include <string.h>

#include "box.h"

/* The fourth byte of a pixel is not looked at. */
#define GLANCE_COLOUR 0x00ffffffu

void glance_init(struct glance *glance, double period_ms, double now_ms) {
	*glance = (struct glance){.period_ms = period_ms, .next_ms = now_ms + period_ms};
}

void glance_cancel(struct glance *glance) {
	glance->is_looking = false;
}

static uint32_t glance_pixel(const struct picture *picture, int x, int y) {
	uint32_t pixel;
	memcpy(&pixel, picture_at(picture, x, y), sizeof pixel);
	return pixel & GLANCE_COLOUR;
}

/* That of most corners: a pointer may lie in one of them. */
static uint32_t glance_ground(const struct picture *picture) {
	int right = picture->width - 1, bottom = picture->height - 1;
	uint32_t first = glance_pixel(picture, 0, 0), second = glance_pixel(picture, right, 0), third = glance_pixel(picture, 0, bottom);
	return first == second || first == third ? first : second == third ? second : first;
}

static bool glance_is_one_colour(const struct picture *picture) {
	uint32_t ground = glance_ground(picture);
	struct box others = {0};
	for (int y = 0; y < picture->height; y++)
		for (int x = 0; x < picture->width; x++) {
			if (glance_pixel(picture, x, y) == ground)
				continue;
			others = box_union(others, (struct box){x, y, 1, 1});
			if (others.width > GLANCE_POINTER || others.height > GLANCE_POINTER)
				return false;
		}
	return true;
}

static void glance_wipe(struct picture *picture) {
	for (int y = 0; y < picture->height; y++)
		memset(picture_at(picture, 0, y), 0, 4 * (size_t)picture->width);
}

bool glance_take(struct glance *glance, struct picture *picture, double now_ms) {
	bool is_one = glance_is_one_colour(picture), was_blank = glance->is_blank;
	glance_wipe(picture);
	glance->is_looking = false;
	glance->next_ms = now_ms + glance->period_ms;
	if (!is_one)
		glance->same = 0;
	else if (glance->same < GLANCE_LOOKS)
		glance->same++;
	glance->is_blank = glance->same == GLANCE_LOOKS;
	return glance->is_blank != was_blank;
}
