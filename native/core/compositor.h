/* Connection to the compositor. It may die and come back, or hang: nothing here waits for it. */
#ifndef ALONGSIDE_COMPOSITOR_H
#define ALONGSIDE_COMPOSITOR_H

#include <stdbool.h>
#include <wayland-client.h>

#include "capture.h"
#include "output.h"

/* Of the outputs beside the one in the picture; those beyond are left alone. */
#define COMPOSITOR_OTHERS 7

/* For owners that need more globals than capturing does. Each may be NULL. */
struct compositor_listener {
	void (*on_global)(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version);
	/* All globals are known. */
	void (*on_bound)(void *data);
	/* The connection ends: destroy own proxies now. */
	void (*on_disconnect)(void *data);
};

struct compositor {
	struct wl_display *display; // NULL while there is none
	struct wl_registry *registry;
	struct wl_callback *bound; // done: all globals are known
	struct wl_shm *shm;
	struct zwlr_screencopy_manager_v1 *screencopy;
	struct output output; // in the picture: the first that came
	struct output others[COMPOSITOR_OTHERS]; // none of their pixels, but where they lie and how they are turned
	struct zxdg_output_manager_v1 *xdg_outputs; // NULL where outputs are not placed
	bool is_bound;
	bool is_old; // the first output has gone, another is the first now
	struct capture capture;
	const struct compositor_listener *listener; // NULL: capturing is all
	const struct capture_listener *capture_listener;
	void *data; // of both
};

void compositor_init(struct compositor *compositor, const struct compositor_listener *listener,
	const struct capture_listener *capture_listener, void *data);
/* Connects to WAYLAND_DISPLAY. Returns 0 or -errno; try again later. */
int compositor_connect(struct compositor *compositor);
/* Ends the connection; compositor_connect may follow. */
void compositor_disconnect(struct compositor *compositor);

static inline bool compositor_is_connected(const struct compositor *compositor) {
	return compositor->display != NULL;
}
/* Whether the description of any output has changed since the last call. */
bool compositor_take_output_change(struct compositor *compositor);
/* The smallest box around all outputs, in logical pixels; empty while nothing is known. */
struct box compositor_layout(const struct compositor *compositor);
/* NULL when pictures can be taken, else what is missing. */
const char *compositor_lacks(const struct compositor *compositor);

/* Around a poll of compositor_fd: prepare, poll, then dispatch with what came. Returns the events to poll for, or -errno when the
 * connection is lost. */
int compositor_prepare(struct compositor *compositor);
int compositor_fd(const struct compositor *compositor);
/* Returns 0 or -errno when the connection is lost; -ESTALE when it is to be made anew, because another output is the first now. */
int compositor_dispatch(struct compositor *compositor, bool is_readable);

#endif
