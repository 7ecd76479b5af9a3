/* A surface on the OVERLAY layer: above every app, also one that hangs. A layer is shown once; another place or size is another layer. */
#ifndef ALONGSIDE_LAYER_H
#define ALONGSIDE_LAYER_H

#include "input.h"
#include "box.h"
#include "wayland.h"

struct layer_config {
	const char *name;
	struct box rect; // on the output; width 0: the whole width
	bool takes_keyboard;
	struct input_target *target;
	void (*on_configured)(void *data, int width, int height); // attach a buffer now; called once
	void *data;
};

struct layer {
	struct wayland *wayland;
	struct layer_config config;
	struct wl_surface *surface;
	struct zwlr_layer_surface_v1 *layer_surface;
	bool is_configured;
};

/* Returns NULL when memory is out. */
struct layer *layer_create(struct wayland *wayland, const struct layer_config *config);
void layer_destroy(struct layer *layer);
/* Takes effect with the surface's commit, which is done here. */
void layer_move(struct layer *layer, int x, int y);

#endif
