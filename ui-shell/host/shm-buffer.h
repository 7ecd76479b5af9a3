/* One picture in memory shared with the compositor. */
#ifndef ALONGSIDE_SHM_BUFFER_H
#define ALONGSIDE_SHM_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

struct shm_buffer {
	struct wl_buffer *buffer;
	uint8_t *pixels; // B, G, R, A or X
	int width, height, stride;
	bool is_busy;    // the compositor may read it
	bool is_retired; // freed as soon as the compositor lets go
};

/* Returns NULL when memory is out. `is_opaque`: the fourth byte is not looked at. */
struct shm_buffer *shm_buffer_create(struct wl_shm *shm, int width, int height, bool is_opaque);
/* Frees it, or when the compositor still shows it, later. */
void shm_buffer_retire(struct shm_buffer *buffer);
/* One colour, 0xAARRGGBB with premultiplied alpha. */
void shm_buffer_fill(struct shm_buffer *buffer, uint32_t color);

#endif
