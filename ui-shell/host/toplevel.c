#include "toplevel.h"

#include <errno.h>
#include <stdlib.h>

#include "xdg-shell-client-protocol.h"

/* ---- input: all of it is the page's ---- */

static void on_down(void *data, const struct input_event *event) {
	view_input_down(&((struct toplevel *)data)->view_input, event);
}
static void on_motion(void *data, const struct input_event *event) {
	view_input_motion(&((struct toplevel *)data)->view_input, event);
}
static void on_up(void *data, const struct input_event *event) {
	view_input_up(&((struct toplevel *)data)->view_input, event);
}
static void on_cancel(void *data) {
	view_input_cancel(&((struct toplevel *)data)->view_input);
}
static void on_axis(void *data, uint32_t time_ms, double dx, double dy) {
	view_input_axis(&((struct toplevel *)data)->view_input, time_ms, dx, dy);
}
static void on_key(void *data, uint32_t time_ms, uint32_t code, bool is_pressed) {
	view_input_key(&((struct toplevel *)data)->view_input, time_ms, code, is_pressed);
}
static void on_focus(void *data, bool has_focus) {
	struct toplevel *toplevel = data;
	toplevel->has_focus = has_focus;
	view_input_focus(&toplevel->view_input, has_focus);
}

static const struct input_impl toplevel_input = {
	.down = on_down,
	.motion = on_motion,
	.up = on_up,
	.cancel = on_cancel,
	.axis = on_axis,
	.key = on_key,
	.focus = on_focus,
};

/* ---- window ---- */

static void toplevel_attach(struct toplevel *toplevel) {
	struct wl_region *whole = wl_compositor_create_region(toplevel->wayland->compositor);
	wl_region_add(whole, 0, 0, toplevel->width, toplevel->height);
	wl_surface_set_opaque_region(toplevel->surface, whole);
	wl_region_destroy(whole);
	pane_attach(toplevel->pane, toplevel->surface);
}

void toplevel_page_painted(struct toplevel *toplevel) {
	if (toplevel->is_shown && !toplevel->pane->surface)
		toplevel_attach(toplevel);
}

void toplevel_view_changed(struct toplevel *toplevel) {
	view_input_init(&toplevel->view_input, view_backend(toplevel->pane->view), &toplevel->wayland->seat.modifiers);
	if (toplevel->has_focus)
		view_input_focus(&toplevel->view_input, true);
	toplevel_page_painted(toplevel);
}

static void on_toplevel_configure(void *data, struct xdg_toplevel *xdg_toplevel, int32_t width, int32_t height, struct wl_array *states) {
	struct toplevel *toplevel = data;
	if (width < 1 || height < 1)
		return; // the compositor leaves it to us: the size stays
	toplevel->width = width;
	toplevel->height = height;
}

static void on_toplevel_close(void *data, struct xdg_toplevel *xdg_toplevel) {
	exit(EXIT_SUCCESS);
}
static void on_configure_bounds(void *data, struct xdg_toplevel *xdg_toplevel, int32_t width, int32_t height) {}
static void on_capabilities(void *data, struct xdg_toplevel *xdg_toplevel, struct wl_array *capabilities) {}

static const struct xdg_toplevel_listener toplevel_listener = {
	on_toplevel_configure, on_toplevel_close, on_configure_bounds, on_capabilities};

static void on_surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct toplevel *toplevel = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	pane_resize(toplevel->pane, toplevel->width, toplevel->height);
	if (toplevel->is_shown)
		return; // after a resize the old picture stays until the page has painted the new size
	toplevel->is_shown = true;
	toplevel_attach(toplevel);
	toplevel->on_ready(toplevel->data);
}
static const struct xdg_surface_listener surface_listener = {on_surface_configure};

int toplevel_init(struct toplevel *toplevel, struct wayland *wayland, struct pane *pane, const char *title, void (*on_ready)(void *data), void *data) {
	*toplevel = (struct toplevel){.wayland = wayland, .pane = pane, .on_ready = on_ready, .data = data};
	if (!wayland->wm_base)
		return -ENOTSUP;
	toplevel->width = wayland->output_width ? wayland->output_width : 1280;
	toplevel->height = wayland->output_height ? wayland->output_height : 800;
	toplevel->target = (struct input_target){&toplevel_input, toplevel};
	view_input_init(&toplevel->view_input, view_backend(pane->view), &wayland->seat.modifiers);
	toplevel->surface = wl_compositor_create_surface(wayland->compositor);
	wl_surface_set_user_data(toplevel->surface, &toplevel->target);
	toplevel->xdg_surface = xdg_wm_base_get_xdg_surface(wayland->wm_base, toplevel->surface);
	xdg_surface_add_listener(toplevel->xdg_surface, &surface_listener, toplevel);
	toplevel->xdg_toplevel = xdg_surface_get_toplevel(toplevel->xdg_surface);
	xdg_toplevel_add_listener(toplevel->xdg_toplevel, &toplevel_listener, toplevel);
	xdg_toplevel_set_app_id(toplevel->xdg_toplevel, "kiosk-app");
	xdg_toplevel_set_title(toplevel->xdg_toplevel, title);
	xdg_toplevel_set_fullscreen(toplevel->xdg_toplevel, NULL);
	wl_surface_commit(toplevel->surface);
	return 0;
}

void toplevel_destroy(struct toplevel *toplevel) {
	if (!toplevel->surface)
		return;
	pane_detach(toplevel->pane);
	seat_forget(&toplevel->wayland->seat, toplevel->surface);
	xdg_toplevel_destroy(toplevel->xdg_toplevel);
	xdg_surface_destroy(toplevel->xdg_surface);
	wl_surface_destroy(toplevel->surface);
	toplevel->surface = NULL;
}
