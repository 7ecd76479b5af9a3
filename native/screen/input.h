/* Types, points and presses for the daemon, by devices of ours in the compositor's seat. Nothing is injected without its lease, and
 * what is held never outlives it. */
#ifndef ALONGSIDE_INPUT_H
#define ALONGSIDE_INPUT_H

#include "daemon.h"
#include "compositor.h"
#include "typing.h"
#include "virtual-keyboard.h"
#include "virtual-pointer.h"

/* How fast texts are typed, 500 characters a second. What an app leaves unread is kept for it in its socket; when that is full, the
 * compositor ends the app. A stopped app outlived 2,040 characters in pieces of 32 (4 s), but not 2,000 in pieces of 8, nor 6,000 at once:
 * what counts are packets (labwc 0.8, Linux 6). */
#define INPUT_PIECE_CHARACTERS 32
#define INPUT_PIECE_MS 64
/* Motion goes out 60 times a second, for the same reason. */
#define INPUT_MOTION_MS 16
/* protocol/local-screen.ts, of a wheel */
#define INPUT_WHEEL_MAX 32767
/* What a compositor that does not answer is sent at most. */
#define INPUT_MAX_UNANSWERED 1000

struct input {
	struct daemon *daemon;
	const struct compositor *compositor;
	bool is_virtual; // pointer and keys too (--virtual-input), not texts alone
	struct wl_display *display; // NULL while there is no compositor
	struct wl_seat *seat;
	struct virtual_pointer pointer;
	struct virtual_keyboard keyboard;
	struct typing typing;
	double until_ms;          // the lease
	struct wl_callback *sync; // the compositor has yet to answer
	int unanswered;           // events since then
	double piece_ms;          // no piece of a text before
	double motion_ms;         // no motion before
	bool is_motion_due;       // what came since the last: a place and turns of the wheel
	int x, y, dx, dy;
	bool is_refusing; // told once
};

void input_init(struct input *input, struct daemon *daemon, const struct compositor *compositor, bool is_virtual);
void input_destroy(struct input *input);

/* The compositor's globals, then that all are known, then its end. */
void input_on_global(struct input *input, struct wl_registry *registry, uint32_t name, const char *interface);
void input_on_bound(struct input *input, struct wl_display *display);
void input_on_disconnect(struct input *input);

/* Does what the daemon says, or tells it why not. */
void input_obey(struct input *input, const struct order *order, double now_ms);
/* Ends the lease: lifts everything, forgets texts. */
void input_end(struct input *input, const char *why);
/* The compositor has yet to say that it took everything. */
static inline bool input_is_unanswered(const struct input *input) {
	return input->sync != NULL;
}
/* Does what is due; returns when to be called again (ms, monotonic). */
double input_update(struct input *input, double now_ms);

#endif
