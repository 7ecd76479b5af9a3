/* Takes upright pictures of an output by wlr-screencopy into two buffers in turn, so that the picture before is there to compare with. */
#ifndef ALONGSIDE_CAPTURE_H
#define ALONGSIDE_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "box.h"
#include "output.h"
#include "picture.h"

struct zwlr_screencopy_manager_v1;
struct zwlr_screencopy_frame_v1;

struct captured {
	struct picture *now;          // upright; may be painted on: what is painted stays in `before` of the next
	const struct picture *before; // NULL for the first of a size and format
	struct box damage;            // by the compositor; the whole picture after a plain copy
	uint64_t time_ns;             // CLOCK_MONOTONIC of presentation
};

struct capture_listener {
	void (*on_captured)(void *data, const struct captured *captured);
	/* `why` is for people. The next request may work again. */
	void (*on_failed)(void *data, const char *why);
};

struct capture_buffer {
	struct wl_buffer *proxy;
	struct picture picture; // as the panel shows it
	struct picture upright; // a copy, where the panel is turned; else without pixels
	int transform;          // of `picture`
	struct box behind;      // what of `upright` is older than `picture`, in its pixels
	uint32_t shm_format;
	size_t size;
	bool is_filled;
};

struct capture {
	struct wl_shm *shm;
	struct zwlr_screencopy_manager_v1 *manager;
	const struct output *output;
	struct zwlr_screencopy_frame_v1 *frame; // NULL while nothing is asked for
	bool waits_for_damage;                  // of `frame`
	struct capture_buffer buffers[2];
	int next;                // the buffer to be filled; the other one holds the picture before
	uint32_t offered_format; // by the compositor for `frame`: wl_shm format, or none usable
	int offered_width, offered_height, offered_stride;
	bool is_offered, is_inverted;
	struct box damage;
	const struct capture_listener *listener;
	void *data;
};

void capture_init(struct capture *capture, struct wl_shm *shm, struct zwlr_screencopy_manager_v1 *manager, const struct output *output,
	const struct capture_listener *listener, void *data);
void capture_destroy(struct capture *capture);

/* Asks for one picture: of now, or as soon as something has changed since the last one. Not while another is asked for. */
void capture_request(struct capture *capture, bool waits_for_damage);
/* Takes the request back. */
void capture_cancel(struct capture *capture);
/* Gives the pictures' memory back, with what was in it. */
void capture_forget(struct capture *capture);
static inline bool capture_is_pending(const struct capture *capture) {
	return capture->frame != NULL;
}

#endif
