#include "glance.h"

#include <string.h>

void glance_init(struct glance *glance, double period_ms, double now_ms) {
	*glance = (struct glance){.period_ms = period_ms, .next_ms = now_ms + period_ms};
}

void glance_cancel(struct glance *glance) {
	glance->is_looking = false;
}

static bool glance_is_one_colour(const struct picture *picture) {
	size_t row = 4 * (size_t)picture->width;
	const uint8_t *first = picture_at(picture, 0, 0);
	// Each pixel is the one before it.
	if (memcmp(first, first + 4, row - 4) != 0)
		return false;
	for (int y = 1; y < picture->height; y++)
		if (memcmp(first, picture_at(picture, 0, y), row) != 0)
			return false;
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
