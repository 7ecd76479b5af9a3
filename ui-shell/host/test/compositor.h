/* A compositor of nothing but a seat, in the test's own process: real Wayland on both ends, one step at a time. */
#ifndef ALONGSIDE_HOST_TEST_COMPOSITOR_H
#define ALONGSIDE_HOST_TEST_COMPOSITOR_H

#include <wayland-client-core.h>
#include <wayland-server-core.h>

#include "seat.h"

struct compositor {
	struct wl_display *server, *client;
	struct wl_compositor *wl_compositor;
	struct seat seat;
	struct wl_surface *surface;
	struct wl_resource *surface_end, *touch, *pointer, *keyboard; // the server's ends
};

/* A surface with this target, and a seat of the newest version that has all three devices. */
void compositor_init(struct compositor *compositor, struct input_target *target);
void compositor_destroy(struct compositor *compositor);
/* Whatever either end has said has reached the other. */
void compositor_turn(struct compositor *compositor);
/* `text`: an XKB keymap. */
void compositor_keymap(struct compositor *compositor, const char *text);

#endif
