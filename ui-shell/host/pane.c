#include "pane.h"

#include <stdio.h>
#include <stdlib.h>

static void pane_commit(struct pane *pane, const struct diff *diff);
static void pane_ask(struct pane *pane);

/* ---- pace ---- */

static gboolean on_pace(gpointer data) {
	struct pane *pane = data;
	pane->pace_timer = 0;
	view_frame_next(pane->view);
	return G_SOURCE_REMOVE;
}

static void pane_next_later(struct pane *pane) {
	if (!pane->pace_timer)
		pane->pace_timer = g_timeout_add(PANE_HIDDEN_FRAME_MS, on_pace, pane);
}

static void on_frame_done(void *data, struct wl_callback *callback, uint32_t time_ms) {
	struct pane *pane = data;
	wl_callback_destroy(callback);
	pane->callback = NULL;
	if (pane->is_frame_waiting) {
		pane_take_frame(pane);
		return;
	}
	view_frame_next(pane->view);
	pane_ask(pane);
}
static const struct wl_callback_listener frame_listener = {on_frame_done};

/* ---- from the page to the picture ---- */

static bool pane_take_pixels(struct pane *pane, struct diff *diff) {
	struct view_frame frame;
	bool is_first = false;
	if (!view_frame_begin(pane->view, &frame))
		return false;
	bool fits = frame.width == pane->picture.width && frame.height == pane->picture.height;
	diff->count = 0;
	if (fits) {
		is_first = !pane->picture.is_painted;
		if (picture_take(&pane->picture, frame.pixels, frame.stride, diff) < 0)
			fprintf(stderr, "host: a frame was dropped, the compositor holds every buffer\n");
	}
	view_frame_end(pane->view);
	if (is_first && pane->on_painted)
		pane->on_painted(pane->data);
	return fits;
}

void pane_take_frame(struct pane *pane) {
	struct diff diff;
	pane->is_frame_waiting = pane->callback != NULL;
	if (pane->is_frame_waiting)
		return;
	bool fits = pane_take_pixels(pane, &diff);
	if (!pane->surface)
		pane_next_later(pane);
	else if (fits)
		pane_commit(pane, &diff);
	else
		view_frame_next(pane->view);
}

/* ---- from the picture to the glass ---- */

static void on_presented(void *data, double at_ms) {
	struct pane *pane = data;
	unsigned mark = pane->presenting_mark;
	pane->is_presenting = false;
	if (at_ms < 0 && !pane->wants_presented)
		pane_watch(pane, mark); // replaced by a newer commit before it was shown; that one is on its way: ask again, about the same picture
	else
		pane_ask(pane);
	if (at_ms >= 0)
		pane->on_presented(pane->data, at_ms, mark);
}

static bool pane_can_ask(const struct pane *pane) {
	return pane->wants_presented && !pane->is_presenting && pane->picture.is_painted;
}

/* Without a new frame there would be no commit to ask about; and of one without damage the compositor makes no frame of its own. */
static void pane_ask(struct pane *pane) {
	static const struct diff least = {.count = 1, .bands = {{0, 0, 1, 1}}};
	if (pane->surface && !pane->callback && pane_can_ask(pane))
		pane_commit(pane, &least);
}

static void pane_commit(struct pane *pane, const struct diff *diff) {
	if (diff->count > 0) {
		struct shm_buffer *buffer = picture_newest(&pane->picture);
		buffer->is_busy = true;
		wl_surface_attach(pane->surface, buffer->buffer, 0, 0);
		for (int i = 0; i < diff->count; i++)
			wl_surface_damage_buffer(
				pane->surface, diff->bands[i].x, diff->bands[i].y, diff->bands[i].width, diff->bands[i].height);
	}
	if (pane_can_ask(pane)) {
		pane->wants_presented = false;
		pane->is_presenting = true;
		pane->presenting_mark = pane->mark;
		presentation_request(pane->wayland, pane->surface, on_presented, pane);
	}
	pane->callback = wl_surface_frame(pane->surface);
	wl_callback_add_listener(pane->callback, &frame_listener, pane);
	wl_surface_commit(pane->surface);
}

void pane_attach(struct pane *pane, struct wl_surface *surface) {
	pane_detach(pane);
	pane->surface = surface;
	struct diff whole = {.count = 1, .bands = {{0, 0, pane->picture.width, pane->picture.height}}};
	pane_commit(pane, &whole);
}

void pane_detach(struct pane *pane) {
	if (!pane->surface)
		return;
	pane->surface = NULL;
	if (!pane->callback)
		return;
	// The compositor's answer will never come: the page must not wait for it.
	wl_callback_destroy(pane->callback);
	pane->callback = NULL;
	if (pane->is_frame_waiting)
		pane_take_frame(pane);
	else
		pane_next_later(pane);
}

static void pane_resize_picture(struct pane *pane, int width, int height) {
	if (picture_resize(&pane->picture, width, height) < 0) {
		fprintf(stderr, "host: no memory for a picture of %d x %d\n", width, height);
		exit(EXIT_FAILURE);
	}
}

void pane_resize(struct pane *pane, int width, int height) {
	if (width == pane->picture.width && height == pane->picture.height)
		return;
	pane_detach(pane);
	pane_resize_picture(pane, width, height);
	view_resize(pane->view, width, height);
}

void pane_watch(struct pane *pane, unsigned mark) {
	pane->wants_presented = true;
	pane->mark = mark;
	pane_ask(pane);
}

void pane_wipe(struct pane *pane) {
	int width = pane->picture.width, height = pane->picture.height;
	pane_detach(pane);
	pane_resize_picture(pane, width, height);
}

void pane_set_view(struct pane *pane, struct view *view) {
	pane_wipe(pane);
	g_clear_handle_id(&pane->pace_timer, g_source_remove);
	pane->is_frame_waiting = false;
	pane->view = view;
}

void pane_init(struct pane *pane, struct wayland *wayland, bool is_opaque, uint32_t background) {
	*pane = (struct pane){.wayland = wayland};
	picture_init(&pane->picture, wayland->shm, is_opaque, background);
}

void pane_destroy(struct pane *pane) {
	pane_detach(pane);
	g_clear_handle_id(&pane->pace_timer, g_source_remove);
	picture_destroy(&pane->picture);
}
