/* The app's full-screen window. */
#ifndef ALONGSIDE_TOPLEVEL_H
#define ALONGSIDE_TOPLEVEL_H

#include "input.h"
#include "pane.h"
#include "view-input.h"
#include "wayland.h"

struct toplevel {
	struct wayland *wayland;
	struct pane *pane;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *xdg_toplevel;
	int width, height; // as last configured
	bool is_shown, has_focus;
	struct view_input view_input;
	struct input_target target;
	void (*on_ready)(void *data); // the window is on the output
	void *data;
};

/* Returns 0, or -ENOTSUP when the compositor has no windows. */
int toplevel_init(struct toplevel *toplevel, struct wayland *wayland, struct pane *pane, const char *title, void (*on_ready)(void *data), void *data);
void toplevel_destroy(struct toplevel *toplevel);
/* The pane's on_painted. */
void toplevel_page_painted(struct toplevel *toplevel);
/* The pane has another view: what it painted before is off the glass, and fingers and keys go to the new one. */
void toplevel_view_changed(struct toplevel *toplevel);

#endif
