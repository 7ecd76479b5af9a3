/* The agent's face as a subsurface over the page: each frame is shown without the page painting anything. */
#ifndef ALONGSIDE_FACE_H
#define ALONGSIDE_FACE_H

#include "face-file.h"
#include "presentation.h"
#include "box.h"
#include "shm-buffer.h"

/* How often the file is looked at (64 bytes), and the least time between two shown frames: 15 a second. */
#define FACE_POLL_MS 16
#define FACE_FRAME_MS 62
/* A frame older than this when the face is wanted is of an earlier contact. */
#define FACE_OLD_MS 3000
#define FACE_BUFFERS 3

struct face {
	struct wayland *wayland;
	const char *path;
	bool is_wanted;          // by the daemon
	struct box rect;        // in the parent; empty: the page has no place for it
	struct wl_surface *parent; // NULL while hidden
	struct wl_surface *surface;
	struct wl_subsurface *subsurface;
	struct wp_viewport *viewport;
	struct shm_buffer *buffers[FACE_BUFFERS];
	struct face_stamp shown;  // the last frame shown
	struct face_stamp passed; // a frame of an earlier contact: never shown
	double shown_ms;
	bool wants_presented;
	guint timer;
	void (*on_presented)(void *data, double at_ms); // the first frame since it was wanted is on the glass
	void *data;
};

void face_init(struct face *face, struct wayland *wayland, const char *path, void (*on_presented)(void *data, double at_ms), void *data);
void face_destroy(struct face *face);
void face_want(struct face *face, bool is_wanted);
/* The surface under it and the place on that. Both may be nothing. Commit the parent after it. */
void face_place(struct face *face, struct wl_surface *parent, struct box rect);

#endif
