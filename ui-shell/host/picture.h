/* The newest picture of a page, in buffers that the compositor can show. */
#ifndef ALONGSIDE_PICTURE_H
#define ALONGSIDE_PICTURE_H

#include "diff.h"
#include "shm-buffer.h"

/* One on the glass, one on its way there, one to write to. */
#define PICTURE_BUFFERS 3

struct picture {
	struct wl_shm *shm;
	int width, height;
	bool is_opaque;
	uint32_t background; // until the page has painted
	bool is_painted;     // holds what the page painted at this size
	struct shm_buffer *buffers[PICTURE_BUFFERS];
	int stale_from[PICTURE_BUFFERS], stale_to[PICTURE_BUFFERS]; // rows in which a buffer is older than the newest
	int newest;                                                 // index into buffers
};

void picture_init(struct picture *picture, struct wl_shm *shm, bool is_opaque, uint32_t background);
void picture_destroy(struct picture *picture);
/* Starts anew at another size, in the background colour. Returns 0 or -ENOMEM. */
int picture_resize(struct picture *picture, int width, int height);
/* Takes the page's pixels at the picture's size; copies no row that did not change. `diff` says what changed, nothing perhaps.
 * Returns 0, or -EBUSY when the compositor holds every buffer. */
int picture_take(struct picture *picture, const uint8_t *pixels, int stride, struct diff *diff);
/* The buffer to attach. */
struct shm_buffer *picture_newest(struct picture *picture);

#endif
