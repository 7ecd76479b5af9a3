/* The picture behind everything that a compositor shows: on the glass wherever no app is. Two surfaces on each output's background
 * layer, some pixels drawn out over the whole and the words in the middle, so that a large output takes no more memory than a small one. */
#ifndef ALONGSIDE_BACKDROP_GLASS_H
#define ALONGSIDE_BACKDROP_GLASS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "words.h"

#define GLASS_OUTPUTS 8

struct glass;

struct glass_layer {
	struct glass *glass;
	struct wl_surface *surface;
	struct zwlr_layer_surface_v1 *layer_surface;
	struct wp_viewport *viewport; // of the ground alone
	struct wl_buffer *buffer;
	int width, height; // 0 until the compositor has said it
};

struct glass_output {
	struct wl_output *proxy; // NULL: free
	uint32_t name;
	struct glass_layer ground, words;
};

struct glass {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct zwlr_layer_shell_v1 *layer_shell;
	struct wp_viewporter *viewporter;
	struct glass_output outputs[GLASS_OUTPUTS];
	enum words shown;
	bool is_bound; // all globals are known
};

/* Connects by WAYLAND_DISPLAY and shows the words on every output, also those that come later. Returns 0, -ECONNREFUSED without a
 * compositor, -ENOTSUP where it has no background to draw on. */
int glass_init(struct glass *glass, enum words words);
void glass_destroy(struct glass *glass);

/* Shows other words. */
void glass_show(struct glass *glass, enum words words);

#endif
