#include "compositor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "wlr-screencopy-unstable-v1-client-protocol.h"
#include "xdg-output-unstable-v1-client-protocol.h"

#define SCREENCOPY_VERSION 3 // the first with buffer_done
#define XDG_OUTPUT_VERSION 3 // the first that leaves `done` to wl_output

static void compositor_bind_output(struct compositor *compositor, struct wl_registry *registry, uint32_t name, uint32_t version) {
	struct output *output = &compositor->output;
	for (int i = 0; output->proxy && i < COMPOSITOR_OTHERS; i++)
		output = &compositor->others[i];
	if (!output->proxy)
		output_bind(output, registry, name, version);
}

/* Whichever of the globals came first. */
static void compositor_place_outputs(struct compositor *compositor) {
	output_place(&compositor->output, compositor->xdg_outputs);
	for (int i = 0; i < COMPOSITOR_OTHERS; i++)
		output_place(&compositor->others[i], compositor->xdg_outputs);
}

static void compositor_on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct compositor *compositor = data;
	if (strcmp(interface, wl_shm_interface.name) == 0)
		compositor->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	else if (strcmp(interface, wl_output_interface.name) == 0)
		compositor_bind_output(compositor, registry, name, version);
	else if (strcmp(interface, zxdg_output_manager_v1_interface.name) == 0 && version >= XDG_OUTPUT_VERSION)
		compositor->xdg_outputs = wl_registry_bind(registry, name, &zxdg_output_manager_v1_interface, XDG_OUTPUT_VERSION);
	else if (strcmp(interface, zwlr_screencopy_manager_v1_interface.name) == 0 && version >= SCREENCOPY_VERSION)
		compositor->screencopy = wl_registry_bind(registry, name, &zwlr_screencopy_manager_v1_interface, SCREENCOPY_VERSION);
	else if (compositor->listener && compositor->listener->on_global)
		compositor->listener->on_global(compositor->data, registry, name, interface, version);
	compositor_place_outputs(compositor);
}

static void compositor_on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	struct compositor *compositor = data;
	for (int i = 0; i < COMPOSITOR_OTHERS; i++) {
		if (!compositor->others[i].proxy || name != compositor->others[i].name)
			continue;
		output_destroy(&compositor->others[i]);
		compositor->others[i].is_changed = true;
	}
	if (!compositor->output.proxy || name != compositor->output.name)
		return;
	capture_destroy(&compositor->capture);
	compositor->capture = (struct capture){0}; // begun anew when an output is there again
	output_destroy(&compositor->output);
	compositor->output.is_changed = true;
	for (int i = 0; i < COMPOSITOR_OTHERS; i++)
		compositor->is_old |= compositor->others[i].proxy != NULL;
}

static const struct wl_registry_listener compositor_registry_listener = {
	.global = compositor_on_global,
	.global_remove = compositor_on_global_remove,
};

static void compositor_on_bound(void *data, struct wl_callback *callback, uint32_t serial) {
	struct compositor *compositor = data;
	wl_callback_destroy(callback);
	compositor->bound = NULL;
	compositor->is_bound = true;
	if (compositor->listener && compositor->listener->on_bound)
		compositor->listener->on_bound(compositor->data);
}

static const struct wl_callback_listener compositor_bound_listener = {.done = compositor_on_bound};

void compositor_init(struct compositor *compositor, const struct compositor_listener *listener,
	const struct capture_listener *capture_listener, void *data) {
	*compositor = (struct compositor){.listener = listener, .capture_listener = capture_listener, .data = data};
}

int compositor_connect(struct compositor *compositor) {
	compositor->display = wl_display_connect(NULL);
	if (!compositor->display)
		return -errno;
	compositor->registry = wl_display_get_registry(compositor->display);
	wl_registry_add_listener(compositor->registry, &compositor_registry_listener, compositor);
	compositor->bound = wl_display_sync(compositor->display);
	wl_callback_add_listener(compositor->bound, &compositor_bound_listener, compositor);
	return 0;
}

void compositor_disconnect(struct compositor *compositor) {
	if (!compositor->display)
		return;
	if (compositor->listener && compositor->listener->on_disconnect)
		compositor->listener->on_disconnect(compositor->data);
	capture_destroy(&compositor->capture);
	output_destroy(&compositor->output);
	for (int i = 0; i < COMPOSITOR_OTHERS; i++)
		output_destroy(&compositor->others[i]);
	if (compositor->xdg_outputs)
		zxdg_output_manager_v1_destroy(compositor->xdg_outputs);
	if (compositor->bound)
		wl_callback_destroy(compositor->bound);
	if (compositor->screencopy)
		zwlr_screencopy_manager_v1_destroy(compositor->screencopy);
	if (compositor->shm)
		wl_shm_destroy(compositor->shm);
	wl_registry_destroy(compositor->registry);
	wl_display_disconnect(compositor->display);
	compositor_init(compositor, compositor->listener, compositor->capture_listener, compositor->data);
}

const char *compositor_lacks(const struct compositor *compositor) {
	if (!compositor->is_bound)
		return "no compositor";
	if (!compositor->shm || !compositor->screencopy)
		return "the compositor has no wlr-screencopy version 3";
	if (!compositor->output.proxy || compositor->output.width == 0)
		return "the compositor has no output";
	return NULL;
}

bool compositor_take_output_change(struct compositor *compositor) {
	bool is_changed = compositor->output.is_changed;
	compositor->output.is_changed = false;
	for (int i = 0; i < COMPOSITOR_OTHERS; i++) {
		is_changed |= compositor->others[i].is_changed;
		compositor->others[i].is_changed = false;
	}
	return is_changed;
}

struct box compositor_layout(const struct compositor *compositor) {
	struct box layout = compositor->output.layout;
	for (int i = 0; i < COMPOSITOR_OTHERS; i++)
		layout = box_union(layout, compositor->others[i].layout);
	return layout;
}

static int compositor_error(void) {
	return errno ? -errno : -EPIPE;
}

int compositor_prepare(struct compositor *compositor) {
	struct wl_display *display = compositor->display;
	while (wl_display_prepare_read(display) < 0) {
		if (wl_display_dispatch_pending(display) < 0)
			return compositor_error();
	}
	errno = 0;
	if (wl_display_flush(display) >= 0)
		return POLLIN;
	if (errno == EAGAIN)
		return POLLIN | POLLOUT;
	wl_display_cancel_read(display);
	return compositor_error();
}

int compositor_fd(const struct compositor *compositor) {
	return wl_display_get_fd(compositor->display);
}

static void compositor_start_capture(struct compositor *compositor) {
	if (compositor->capture.manager || compositor_lacks(compositor))
		return;
	capture_init(&compositor->capture, compositor->shm, compositor->screencopy, &compositor->output,
		compositor->capture_listener, compositor->data);
}

int compositor_dispatch(struct compositor *compositor, bool is_readable) {
	struct wl_display *display = compositor->display;
	errno = 0;
	if (!is_readable)
		wl_display_cancel_read(display);
	else if (wl_display_read_events(display) < 0)
		return compositor_error();
	if (wl_display_dispatch_pending(display) < 0)
		return compositor_error();
	compositor_start_capture(compositor);
	return compositor->is_old ? -ESTALE : 0;
}
