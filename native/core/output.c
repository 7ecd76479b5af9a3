#include "output.h"

#include <stddef.h>

#define OUTPUT_VERSION 2 // the first with `done`

static void output_geometry(void *data, struct wl_output *proxy, int32_t x, int32_t y, int32_t mm_width, int32_t mm_height,
	int32_t subpixel, const char *make, const char *model, int32_t transform) {
	struct output *output = data;
	output->transform = transform;
}

static void output_mode(void *data, struct wl_output *proxy, uint32_t flags, int32_t width, int32_t height, int32_t refresh) {
	struct output *output = data;
	if (!(flags & WL_OUTPUT_MODE_CURRENT))
		return;
	output->width = width;
	output->height = height;
}

static void output_done(void *data, struct wl_output *proxy) {
	struct output *output = data;
	output->is_changed = true;
}

static void output_scale(void *data, struct wl_output *proxy, int32_t scale) {
	// Screencopy gives pixels whatever the scale.
}

static const struct wl_output_listener output_listener = {
	.geometry = output_geometry,
	.mode = output_mode,
	.done = output_done,
	.scale = output_scale,
};

void output_bind(struct output *output, struct wl_registry *registry, uint32_t name, uint32_t version) {
	if (output->proxy || version < OUTPUT_VERSION)
		return;
	output->proxy = wl_registry_bind(registry, name, &wl_output_interface, OUTPUT_VERSION);
	output->name = name;
	wl_output_add_listener(output->proxy, &output_listener, output);
}

void output_destroy(struct output *output) {
	if (output->proxy)
		wl_output_destroy(output->proxy);
	*output = (struct output){0};
}
