/* Joins a view to a surface: takes its frames into the picture, shows them, and paces the page by the compositor. */
#ifndef ALONGSIDE_PANE_H
#define ALONGSIDE_PANE_H

#include "picture.h"
#include "presentation.h"
#include "view.h"

/* A page that nobody sees paints at most this often: the first show has the right picture, and the processor rests. */
#define PANE_HIDDEN_FRAME_MS 200

struct pane {
	struct wayland *wayland;
	struct view *view;
	struct picture picture;
	struct wl_surface *surface;   // NULL while hidden
	struct wl_callback *callback; // of the commit that is under way
	guint pace_timer;
	bool is_frame_waiting;                       // in the view, for the callback or a free buffer
	void (*on_painted)(void *data);              // the picture has its first frame of this size
	void (*on_presented)(void *data, double at_ms, unsigned mark); // see pane_watch
	bool wants_presented, is_presenting; // a commit is to be asked about; one has been
	unsigned mark, presenting_mark;
	void *data;
};

void pane_init(struct pane *pane, struct wayland *wayland, bool is_opaque, uint32_t background);
void pane_destroy(struct pane *pane);
/* The view's on_frame. */
void pane_take_frame(struct pane *pane);
/* The page gets this size. A surface shown so far is left alone with what it shows; attach again. */
void pane_resize(struct pane *pane, int width, int height);
/* Shows the newest picture on a configured surface, from now on. */
void pane_attach(struct pane *pane, struct wl_surface *surface);
void pane_detach(struct pane *pane);
/* Calls on_presented once, with `mark`: when a frame painted by the page from now on, or its newest so far, is on the glass. */
void pane_watch(struct pane *pane, unsigned mark);
/* Another page from now on, while the one before is still there; nothing that was painted so far is ever shown again. */
void pane_set_view(struct pane *pane, struct view *view);
/* Nothing that was painted so far is ever shown again: the picture is the background until the page paints. */
void pane_wipe(struct pane *pane);

#endif
