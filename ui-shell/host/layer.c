#include "layer.h"

#include <stdlib.h>

#include "wlr-layer-shell-unstable-v1-client-protocol.h"

static void on_configure(void *data, struct zwlr_layer_surface_v1 *surface, uint32_t serial, uint32_t width, uint32_t height) {
	struct layer *layer = data;
	zwlr_layer_surface_v1_ack_configure(surface, serial);
	if (layer->is_configured)
		return;
	layer->is_configured = true;
	layer->config.on_configured(layer->config.data, (int)width, (int)height);
}

static void on_closed(void *data, struct zwlr_layer_surface_v1 *surface) {
	// The output went away. The supervisor starts us again, and the new layers go to the output that is there then.
	exit(WAYLAND_LOST_EXIT);
}

static const struct zwlr_layer_surface_v1_listener layer_listener = {on_configure, on_closed};

struct layer *layer_create(struct wayland *wayland, const struct layer_config *config) {
	struct layer *layer = calloc(1, sizeof *layer);
	if (!layer)
		return NULL;
	layer->wayland = wayland;
	layer->config = *config;
	layer->surface = wl_compositor_create_surface(wayland->compositor);
	wl_surface_set_user_data(layer->surface, config->target);
	// Of several outputs the one in screen's picture: the first.
	layer->layer_surface = zwlr_layer_shell_v1_get_layer_surface(
		wayland->layer_shell, layer->surface, wayland->output, ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY, config->name);
	zwlr_layer_surface_v1_add_listener(layer->layer_surface, &layer_listener, layer);
	bool is_wide = config->rect.width == 0;
	uint32_t anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT;
	if (is_wide)
		anchor |= ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT;
	zwlr_layer_surface_v1_set_anchor(layer->layer_surface, anchor);
	zwlr_layer_surface_v1_set_size(layer->layer_surface, (uint32_t)config->rect.width, (uint32_t)config->rect.height);
	zwlr_layer_surface_v1_set_margin(layer->layer_surface, config->rect.y, 0, 0, config->rect.x);
	zwlr_layer_surface_v1_set_exclusive_zone(layer->layer_surface, -1); // over panels, never pushing anything aside
	zwlr_layer_surface_v1_set_keyboard_interactivity(layer->layer_surface,
		config->takes_keyboard ? ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND
							   : ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	wl_surface_commit(layer->surface);
	return layer;
}

void layer_destroy(struct layer *layer) {
	if (!layer)
		return;
	seat_forget(&layer->wayland->seat, layer->surface);
	zwlr_layer_surface_v1_destroy(layer->layer_surface);
	wl_surface_destroy(layer->surface);
	free(layer);
}

void layer_move(struct layer *layer, int x, int y) {
	layer->config.rect.x = x;
	layer->config.rect.y = y;
	zwlr_layer_surface_v1_set_margin(layer->layer_surface, y, 0, 0, x);
	wl_surface_commit(layer->surface);
}
