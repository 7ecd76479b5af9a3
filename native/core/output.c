#include "output.h"

#include <stddef.h>
#include <stdio.h>

#include "xdg-output-unstable-v1-client-protocol.h"

#define OUTPUT_VERSION 2 // the first with `done`

static void output_geometry(void *data, struct wl_output *proxy, int32_t x, int32_t y, int32_t mm_width, int32_t mm_height,
	int32_t subpixel, const char *make, const char *model, int32_t transform) {
	struct output *output = data;
	output->told_transform = transform;
}

static void output_mode(void *data, struct wl_output *proxy, uint32_t flags, int32_t width, int32_t height, int32_t refresh) {
	struct output *output = data;
	if (!(flags & WL_OUTPUT_MODE_CURRENT))
		return;
	output->mode_width = width;
	output->mode_height = height;
}

static void output_scale(void *data, struct wl_output *proxy, int32_t scale) {
	struct output *output = data;
	output->scale = scale > 0 ? scale : 1;
}

static void output_done(void *data, struct wl_output *proxy) {
	struct output *output = data;
	// The odd transforms are those by a quarter turn.
	bool is_on_side = output->told_transform & 1;
	output->transform = output->told_transform;
	output->width = is_on_side ? output->mode_height : output->mode_width;
	output->height = is_on_side ? output->mode_width : output->mode_height;
	output->layout = output->told_layout;
	// A compositor that does not place its outputs has one, at its natural size.
	if (box_is_empty(output->layout))
		output->layout = (struct box){0, 0, output->width / output->scale, output->height / output->scale};
	output->is_changed = true;
}

static const struct wl_output_listener output_listener = {
	.geometry = output_geometry,
	.mode = output_mode,
	.done = output_done,
	.scale = output_scale,
};

static void output_logical_position(void *data, struct zxdg_output_v1 *xdg, int32_t x, int32_t y) {
	struct output *output = data;
	output->told_layout.x = x;
	output->told_layout.y = y;
}

static void output_logical_size(void *data, struct zxdg_output_v1 *xdg, int32_t width, int32_t height) {
	struct output *output = data;
	output->told_layout.width = width;
	output->told_layout.height = height;
}

static void output_xdg_done(void *data, struct zxdg_output_v1 *xdg) {
	// wl_output.done follows.
}

static void output_connector(void *data, struct zxdg_output_v1 *xdg, const char *name) {
	struct output *output = data;
	snprintf(output->connector, sizeof output->connector, "%s", name);
}

static void output_description(void *data, struct zxdg_output_v1 *xdg, const char *description) {
	// For people.
}

static const struct zxdg_output_v1_listener output_xdg_listener = {
	.logical_position = output_logical_position,
	.logical_size = output_logical_size,
	.done = output_xdg_done,
	.name = output_connector,
	.description = output_description,
};

void output_bind(struct output *output, struct wl_registry *registry, uint32_t name, uint32_t version) {
	if (output->proxy || version < OUTPUT_VERSION)
		return;
	output->proxy = wl_registry_bind(registry, name, &wl_output_interface, OUTPUT_VERSION);
	output->name = name;
	output->scale = 1;
	wl_output_add_listener(output->proxy, &output_listener, output);
}

void output_place(struct output *output, struct zxdg_output_manager_v1 *manager) {
	if (!output->proxy || !manager || output->xdg)
		return;
	output->xdg = zxdg_output_manager_v1_get_xdg_output(manager, output->proxy);
	zxdg_output_v1_add_listener(output->xdg, &output_xdg_listener, output);
}

void output_destroy(struct output *output) {
	if (output->xdg)
		zxdg_output_v1_destroy(output->xdg);
	if (output->proxy)
		wl_output_destroy(output->proxy);
	*output = (struct output){0};
}
