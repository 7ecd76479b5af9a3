#include "picture.h"

#include <errno.h>
#include <string.h>

void picture_init(struct picture *picture, struct wl_shm *shm, bool is_opaque, uint32_t background) {
	*picture = (struct picture){.shm = shm, .is_opaque = is_opaque, .background = background};
}

void picture_destroy(struct picture *picture) {
	for (int i = 0; i < PICTURE_BUFFERS; i++) {
		shm_buffer_retire(picture->buffers[i]);
		picture->buffers[i] = NULL;
	}
}

int picture_resize(struct picture *picture, int width, int height) {
	picture_destroy(picture);
	picture->width = width;
	picture->height = height;
	picture->is_painted = false;
	picture->newest = 0;
	for (int i = 0; i < PICTURE_BUFFERS; i++) {
		picture->buffers[i] = shm_buffer_create(picture->shm, width, height, picture->is_opaque);
		if (!picture->buffers[i])
			return -ENOMEM;
		picture->stale_from[i] = 0;
		picture->stale_to[i] = i == 0 ? 0 : height;
	}
	shm_buffer_fill(picture->buffers[0], picture->background);
	return 0;
}

struct shm_buffer *picture_newest(struct picture *picture) {
	return picture->buffers[picture->newest];
}

static void picture_mark_stale(struct picture *picture, int index, int from, int to) {
	if (picture->stale_from[index] >= picture->stale_to[index]) {
		picture->stale_from[index] = from;
		picture->stale_to[index] = to;
		return;
	}
	if (from < picture->stale_from[index])
		picture->stale_from[index] = from;
	if (to > picture->stale_to[index])
		picture->stale_to[index] = to;
}

static int picture_free_buffer(const struct picture *picture) {
	for (int i = 0; i < PICTURE_BUFFERS; i++)
		if (i != picture->newest && !picture->buffers[i]->is_busy)
			return i;
	return picture->buffers[picture->newest]->is_busy ? -EBUSY : picture->newest;
}

static void copy_rows(uint8_t *to, int to_stride, const uint8_t *from, int from_stride, int width, int first, int end) {
	if (to_stride == from_stride) {
		memcpy(to + (size_t)first * (size_t)to_stride, from + (size_t)first * (size_t)from_stride, (size_t)(end - first) * (size_t)to_stride);
		return;
	}
	for (int y = first; y < end; y++)
		memcpy(to + (size_t)y * (size_t)to_stride, from + (size_t)y * (size_t)from_stride, (size_t)width * 4);
}

int picture_take(struct picture *picture, const uint8_t *pixels, int stride, struct diff *diff) {
	const struct shm_buffer *newest = picture_newest(picture);
	diff_find(diff, newest->pixels, newest->stride, pixels, stride, picture->width, picture->height);
	picture->is_painted = true;
	if (diff->count == 0)
		return 0;
	int index = picture_free_buffer(picture);
	if (index < 0)
		return index;
	const struct box *last = &diff->bands[diff->count - 1];
	for (int i = 0; i < PICTURE_BUFFERS; i++)
		picture_mark_stale(picture, i, diff->bands[0].y, last->y + last->height);
	struct shm_buffer *to = picture->buffers[index];
	copy_rows(to->pixels, to->stride, pixels, stride, picture->width, picture->stale_from[index], picture->stale_to[index]);
	picture->stale_from[index] = picture->stale_to[index] = 0;
	picture->newest = index;
	return 0;
}
