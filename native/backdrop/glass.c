#include "glass.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "log.h"
#include "viewporter-client-protocol.h"
#include "wlr-layer-shell-unstable-v1-client-protocol.h"

/* The ground's own picture, in pixels. It is drawn out from within its margin: enlarged to its own edge it would fade there. */
#define GROUND_SIZE 16
#define GROUND_MARGIN 4
/* The words' surface, in logical pixels; less on a smaller output. */
#define WORDS_WIDTH 960
#define WORDS_HEIGHT 320

/* ---- pictures ---- */

static int glass_fill(const struct words_picture *picture) {
	for (int i = 0; i < picture->width * picture->height; i++)
		((uint32_t *)picture->pixels)[i] = WORDS_GROUND;
	return 0;
}

static struct wl_buffer *glass_buffer(struct glass *glass, int width, int height, bool has_words) {
	struct words_picture picture = {.width = width, .height = height, .stride = 4 * width, .format = WORDS_XRGB8888};
	size_t size = (size_t)picture.stride * (size_t)height;
	int fd = memfd_create("alongside-backdrop", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) < 0) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct wl_buffer *buffer = NULL;
	picture.pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int rc = picture.pixels == MAP_FAILED ? -errno : has_words ? words_paint(&picture, glass->shown, WORDS_GROUND) : glass_fill(&picture);
	if (rc == 0) {
		struct wl_shm_pool *pool = wl_shm_create_pool(glass->shm, fd, (int32_t)size);
		buffer = wl_shm_pool_create_buffer(pool, 0, width, height, picture.stride, WL_SHM_FORMAT_XRGB8888);
		wl_shm_pool_destroy(pool);
	}
	if (picture.pixels != MAP_FAILED)
		munmap(picture.pixels, size); // the compositor has a mapping of its own
	close(fd);
	return buffer;
}

static void glass_layer_paint(struct glass_layer *layer) {
	struct glass *glass = layer->glass;
	bool is_ground = layer->viewport != NULL;
	struct wl_buffer *buffer =
		glass_buffer(glass, is_ground ? GROUND_SIZE : layer->width, is_ground ? GROUND_SIZE : layer->height, !is_ground);
	if (!buffer) {
		log_line("no memory for a picture of %dx%d", layer->width, layer->height);
		return;
	}
	if (is_ground) {
		wl_fixed_t from = wl_fixed_from_int(GROUND_MARGIN), size = wl_fixed_from_int(GROUND_SIZE - 2 * GROUND_MARGIN);
		wp_viewport_set_source(layer->viewport, from, from, size, size);
		wp_viewport_set_destination(layer->viewport, layer->width, layer->height);
	}
	wl_surface_attach(layer->surface, buffer, 0, 0);
	wl_surface_damage_buffer(layer->surface, 0, 0, INT32_MAX, INT32_MAX);
	wl_surface_commit(layer->surface);
	if (layer->buffer)
		wl_buffer_destroy(layer->buffer);
	layer->buffer = buffer;
}

/* ---- surfaces ---- */

static void glass_layer_destroy(struct glass_layer *layer) {
	if (layer->viewport)
		wp_viewport_destroy(layer->viewport);
	if (layer->layer_surface)
		zwlr_layer_surface_v1_destroy(layer->layer_surface);
	if (layer->surface)
		wl_surface_destroy(layer->surface);
	if (layer->buffer)
		wl_buffer_destroy(layer->buffer);
	*layer = (struct glass_layer){0};
}

static void on_configure(void *data, struct zwlr_layer_surface_v1 *surface, uint32_t serial, uint32_t width, uint32_t height);

static void on_closed(void *data, struct zwlr_layer_surface_v1 *surface) {
	glass_layer_destroy(data);
}

static const struct zwlr_layer_surface_v1_listener layer_listener = {on_configure, on_closed};

static void glass_layer_init(struct glass_layer *layer, struct glass *glass, struct wl_output *output, const char *name) {
	*layer = (struct glass_layer){.glass = glass};
	layer->surface = wl_compositor_create_surface(glass->compositor);
	// Touches pass through: there is nothing to press.
	struct wl_region *nothing = wl_compositor_create_region(glass->compositor);
	wl_surface_set_input_region(layer->surface, nothing);
	wl_region_destroy(nothing);
	layer->layer_surface = zwlr_layer_shell_v1_get_layer_surface(
		glass->layer_shell, layer->surface, output, ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND, name);
	zwlr_layer_surface_v1_add_listener(layer->layer_surface, &layer_listener, layer);
	zwlr_layer_surface_v1_set_exclusive_zone(layer->layer_surface, -1);
}

static void glass_show_ground(struct glass_output *output, struct glass *glass) {
	struct glass_layer *ground = &output->ground;
	glass_layer_init(ground, glass, output->proxy, "alongside-ground");
	ground->viewport = wp_viewporter_get_viewport(glass->viewporter, ground->surface);
	zwlr_layer_surface_v1_set_anchor(ground->layer_surface,
		ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM | ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT |
			ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT);
	wl_surface_commit(ground->surface);
}

/* After the ground, and so above it. Without an anchor it is in the middle. */
static void glass_show_words(struct glass_output *output, struct glass *glass) {
	struct glass_layer *words = &output->words;
	int width = output->ground.width < WORDS_WIDTH ? output->ground.width : WORDS_WIDTH;
	int height = output->ground.height < WORDS_HEIGHT ? output->ground.height : WORDS_HEIGHT;
	glass_layer_init(words, glass, output->proxy, "alongside-words");
	zwlr_layer_surface_v1_set_size(words->layer_surface, (uint32_t)width, (uint32_t)height);
	wl_surface_commit(words->surface);
}

static struct glass_output *glass_output_of(struct glass_layer *layer) {
	for (int i = 0; i < GLASS_OUTPUTS; i++)
		if (&layer->glass->outputs[i].ground == layer)
			return &layer->glass->outputs[i];
	return NULL;
}

static void on_configure(void *data, struct zwlr_layer_surface_v1 *surface, uint32_t serial, uint32_t width, uint32_t height) {
	struct glass_layer *layer = data;
	struct glass_output *output = glass_output_of(layer);
	zwlr_layer_surface_v1_ack_configure(surface, serial);
	if (width == 0 || height == 0 || ((int)width == layer->width && (int)height == layer->height))
		return;
	layer->width = (int)width;
	layer->height = (int)height;
	glass_layer_paint(layer);
	if (!output)
		return;
	// Another size of the output is another place for the words.
	glass_layer_destroy(&output->words);
	glass_show_words(output, layer->glass);
}

/* ---- outputs ---- */

static void glass_output_destroy(struct glass_output *output) {
	if (!output->proxy)
		return;
	glass_layer_destroy(&output->words);
	glass_layer_destroy(&output->ground);
	wl_output_destroy(output->proxy);
	*output = (struct glass_output){0};
}

static void glass_add_output(struct glass *glass, uint32_t name) {
	for (int i = 0; i < GLASS_OUTPUTS; i++) {
		struct glass_output *output = &glass->outputs[i];
		if (output->proxy)
			continue;
		output->name = name;
		output->proxy = wl_registry_bind(glass->registry, name, &wl_output_interface, 1);
		if (glass->is_bound)
			glass_show_ground(output, glass);
		return;
	}
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct glass *glass = data;
	if (strcmp(interface, wl_compositor_interface.name) == 0)
		glass->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	else if (strcmp(interface, wl_shm_interface.name) == 0)
		glass->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	else if (strcmp(interface, zwlr_layer_shell_v1_interface.name) == 0)
		glass->layer_shell = wl_registry_bind(registry, name, &zwlr_layer_shell_v1_interface, 1);
	else if (strcmp(interface, wp_viewporter_interface.name) == 0)
		glass->viewporter = wl_registry_bind(registry, name, &wp_viewporter_interface, 1);
	else if (strcmp(interface, wl_output_interface.name) == 0)
		glass_add_output(glass, name);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	struct glass *glass = data;
	for (int i = 0; i < GLASS_OUTPUTS; i++)
		if (glass->outputs[i].proxy && glass->outputs[i].name == name)
			glass_output_destroy(&glass->outputs[i]);
}

static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

/* ---- beginning and end ---- */

int glass_init(struct glass *glass, enum words words) {
	*glass = (struct glass){.shown = words, .display = wl_display_connect(NULL)};
	if (!glass->display)
		return -ECONNREFUSED;
	glass->registry = wl_display_get_registry(glass->display);
	wl_registry_add_listener(glass->registry, &registry_listener, glass);
	if (wl_display_roundtrip(glass->display) < 0)
		return -ECONNREFUSED;
	if (!glass->compositor || !glass->shm || !glass->layer_shell || !glass->viewporter)
		return -ENOTSUP;
	glass->is_bound = true;
	for (int i = 0; i < GLASS_OUTPUTS; i++)
		if (glass->outputs[i].proxy)
			glass_show_ground(&glass->outputs[i], glass);
	return 0;
}

void glass_destroy(struct glass *glass) {
	if (!glass->display)
		return;
	for (int i = 0; i < GLASS_OUTPUTS; i++)
		glass_output_destroy(&glass->outputs[i]);
	wl_display_disconnect(glass->display);
	glass->display = NULL;
}

void glass_show(struct glass *glass, enum words words) {
	if (glass->shown == words)
		return;
	glass->shown = words;
	for (int i = 0; i < GLASS_OUTPUTS; i++)
		if (glass->outputs[i].words.width > 0)
			glass_layer_paint(&glass->outputs[i].words);
}
