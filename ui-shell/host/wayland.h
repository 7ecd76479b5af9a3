/* The connection to the compositor: globals, the output's size, and its place in the main loop. */
#ifndef ALONGSIDE_WAYLAND_H
#define ALONGSIDE_WAYLAND_H

#include <glib.h>
#include <stdint.h>
#include <wayland-client.h>

#include "seat.h"

/* Exit code when the compositor is gone: the supervisor starts us again (EX_TEMPFAIL). */
#define WAYLAND_LOST_EXIT 75

struct wayland {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_compositor *compositor;
	struct wl_subcompositor *subcompositor;
	struct wl_shm *shm;
	struct wl_output *output;
	struct zxdg_output_manager_v1 *xdg_output_manager;
	struct zxdg_output_v1 *xdg_output;
	struct zwlr_layer_shell_v1 *layer_shell;
	struct xdg_wm_base *wm_base;
	struct wp_presentation *presentation;
	struct wp_viewporter *viewporter;
	struct wp_security_context_manager_v1 *security_contexts;
	struct seat seat;
	uint32_t output_name, presentation_clock;
	int output_width, output_height; // logical pixels; 0 until known
	void (*on_output)(void *data);   // the size is known or has changed
	void *data;
	GSource *source;
};

/* Connects by WAYLAND_DISPLAY and learns the globals. Returns 0, -ECONNREFUSED without a compositor, -ENOTSUP when it lacks a global that everything needs. */
int wayland_init(struct wayland *wayland, void (*on_output)(void *data), void *data);
void wayland_destroy(struct wayland *wayland);

#endif
