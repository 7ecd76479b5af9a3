#include "wayland.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cursor-shape-v1-client-protocol.h"
#include "presentation-time-client-protocol.h"
#include "security-context-v1-client-protocol.h"
#include "viewporter-client-protocol.h"
#include "wlr-layer-shell-unstable-v1-client-protocol.h"
#include "xdg-output-unstable-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

/* In all longer than a minute's share of the starts that a supervisor lets pass (StartLimitBurst=8). */
#define CONNECT_PAUSE_US 100000
#define CONNECT_TRIES 100

/* ---- the output's size ---- */

static void on_logical_position(void *data, struct zxdg_output_v1 *output, int32_t x, int32_t y) {}

static void on_logical_size(void *data, struct zxdg_output_v1 *output, int32_t width, int32_t height) {
	struct wayland *wayland = data;
	if (width < 1 || height < 1 || (width == wayland->output_width && height == wayland->output_height))
		return;
	wayland->output_width = width;
	wayland->output_height = height;
	wayland->on_output(wayland->data);
}

static void on_output_done(void *data, struct zxdg_output_v1 *output) {}
static void on_output_text(void *data, struct zxdg_output_v1 *output, const char *text) {}

static const struct zxdg_output_v1_listener output_listener = {
	.logical_position = on_logical_position,
	.logical_size = on_logical_size,
	.done = on_output_done,
	.name = on_output_text,
	.description = on_output_text,
};

static void wayland_watch_output(struct wayland *wayland) {
	if (!wayland->output || !wayland->xdg_output_manager || wayland->xdg_output)
		return;
	wayland->xdg_output = zxdg_output_manager_v1_get_xdg_output(wayland->xdg_output_manager, wayland->output);
	zxdg_output_v1_add_listener(wayland->xdg_output, &output_listener, wayland);
}

static void wayland_drop_output(struct wayland *wayland) {
	if (wayland->xdg_output)
		zxdg_output_v1_destroy(wayland->xdg_output);
	if (wayland->output)
		wl_output_destroy(wayland->output);
	wayland->xdg_output = NULL;
	wayland->output = NULL;
}

/* ---- globals ---- */

static void on_ping(void *data, struct xdg_wm_base *base, uint32_t serial) {
	xdg_wm_base_pong(base, serial);
}
static const struct xdg_wm_base_listener wm_base_listener = {on_ping};

static void on_clock(void *data, struct wp_presentation *presentation, uint32_t clock) {
	((struct wayland *)data)->presentation_clock = clock;
}
static const struct wp_presentation_listener presentation_listener = {on_clock};

struct wanted_global {
	const struct wl_interface *interface;
	uint32_t version; // the newest that we speak
	size_t offset;    // of the pointer in struct wayland
};

static const struct wanted_global wanted_globals[] = {
	{&wl_compositor_interface, 4, offsetof(struct wayland, compositor)},
	{&wl_subcompositor_interface, 1, offsetof(struct wayland, subcompositor)},
	{&wl_shm_interface, 1, offsetof(struct wayland, shm)},
	{&zxdg_output_manager_v1_interface, 3, offsetof(struct wayland, xdg_output_manager)},
	{&zwlr_layer_shell_v1_interface, 4, offsetof(struct wayland, layer_shell)},
	{&xdg_wm_base_interface, 2, offsetof(struct wayland, wm_base)},
	{&wp_presentation_interface, 1, offsetof(struct wayland, presentation)},
	{&wp_viewporter_interface, 1, offsetof(struct wayland, viewporter)},
	{&wp_security_context_manager_v1_interface, 1, offsetof(struct wayland, security_contexts)},
	{&wp_cursor_shape_manager_v1_interface, 1, offsetof(struct wayland, seat.cursor_shapes)},
};

static void wayland_bind(struct wayland *wayland, uint32_t name, const char *interface, uint32_t version) {
	for (size_t i = 0; i < G_N_ELEMENTS(wanted_globals); i++) {
		const struct wanted_global *wanted = &wanted_globals[i];
		void **slot = (void **)((char *)wayland + wanted->offset);
		if (strcmp(interface, wanted->interface->name) == 0 && !*slot)
			*slot = wl_registry_bind(wayland->registry, name, wanted->interface, MIN(version, wanted->version));
	}
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct wayland *wayland = data;
	wayland_bind(wayland, name, interface, version);
	if (strcmp(interface, wl_seat_interface.name) == 0)
		seat_bind(&wayland->seat, registry, name, version);
	if (strcmp(interface, wl_output_interface.name) == 0 && !wayland->output) {
		wayland->output = wl_registry_bind(registry, name, &wl_output_interface, 1);
		wayland->output_name = name;
	}
	wayland_watch_output(wayland);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	struct wayland *wayland = data;
	if (wayland->output && name == wayland->output_name)
		wayland_drop_output(wayland);
}

static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

/* ---- main loop ---- */

struct wayland_source {
	GSource source;
	struct wl_display *display;
	gpointer tag;
};

static void wayland_lost(struct wl_display *display) {
	int protocol_error = wl_display_get_error(display);
	fprintf(stderr, "host: the compositor is gone (%s)\n", protocol_error ? strerror(protocol_error) : "hang-up");
	// At once and without tidying: every object of the connection is dead, and web processes end with us.
	_exit(WAYLAND_LOST_EXIT);
}

static gboolean source_prepare(GSource *base, gint *timeout) {
	struct wl_display *display = ((struct wayland_source *)base)->display;
	*timeout = -1;
	while (wl_display_prepare_read(display) != 0)
		if (wl_display_dispatch_pending(display) < 0)
			wayland_lost(display);
	if (wl_display_flush(display) < 0 && errno != EAGAIN)
		wayland_lost(display);
	return FALSE;
}

static gboolean source_check(GSource *base) {
	struct wayland_source *source = (struct wayland_source *)base;
	GIOCondition condition = g_source_query_unix_fd(base, source->tag);
	if (condition & G_IO_IN) {
		if (wl_display_read_events(source->display) < 0)
			wayland_lost(source->display);
		return TRUE;
	}
	wl_display_cancel_read(source->display);
	if (condition & (G_IO_ERR | G_IO_HUP))
		wayland_lost(source->display);
	return FALSE;
}

static gboolean source_dispatch(GSource *base, GSourceFunc callback, gpointer data) {
	struct wl_display *display = ((struct wayland_source *)base)->display;
	if (wl_display_dispatch_pending(display) < 0)
		wayland_lost(display);
	return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_functions = {.prepare = source_prepare, .check = source_check, .dispatch = source_dispatch};

static void wayland_attach_source(struct wayland *wayland) {
	wayland->source = g_source_new(&source_functions, sizeof(struct wayland_source));
	struct wayland_source *source = (struct wayland_source *)wayland->source;
	source->display = wayland->display;
	source->tag = g_source_add_unix_fd(wayland->source, wl_display_get_fd(wayland->display), G_IO_IN | G_IO_ERR | G_IO_HUP);
	// A finger goes before anything a web process has to say.
	g_source_set_priority(wayland->source, G_PRIORITY_HIGH);
	g_source_attach(wayland->source, NULL);
}

/* Waits for a compositor that is on its way: to start anew for each look would count as a fault. */
static struct wl_display *wayland_connect(void) {
	struct wl_display *display = wl_display_connect(NULL);
	// Nothing but the signal that ends us can be pending yet.
	for (int tries = 0; !display && tries < CONNECT_TRIES && !g_main_context_pending(NULL); tries++) {
		g_usleep(CONNECT_PAUSE_US);
		display = wl_display_connect(NULL);
	}
	return display;
}

int wayland_init(struct wayland *wayland, void (*on_output)(void *data), void *data) {
	*wayland = (struct wayland){.on_output = on_output, .data = data, .presentation_clock = CLOCK_MONOTONIC};
	wayland->display = wayland_connect();
	if (!wayland->display)
		return -ECONNREFUSED;
	wayland->registry = wl_display_get_registry(wayland->display);
	wl_registry_add_listener(wayland->registry, &registry_listener, wayland);
	wl_display_roundtrip(wayland->display);
	if (!wayland->compositor || !wayland->shm)
		return -ENOTSUP;
	if (wayland->wm_base)
		xdg_wm_base_add_listener(wayland->wm_base, &wm_base_listener, wayland);
	if (wayland->presentation)
		wp_presentation_add_listener(wayland->presentation, &presentation_listener, wayland);
	wl_display_roundtrip(wayland->display);
	wayland_attach_source(wayland);
	return 0;
}

void wayland_destroy(struct wayland *wayland) {
	if (wayland->source) {
		g_source_destroy(wayland->source);
		g_source_unref(wayland->source);
	}
	if (!wayland->display)
		return;
	seat_destroy(&wayland->seat);
	wayland_drop_output(wayland);
	wl_display_disconnect(wayland->display);
	wayland->display = NULL;
}
