/* Types, points and presses for the daemon, by devices of ours in the compositor's seat. Nothing is injected without its lease, and
 * what is held never outlives it. */
#ifndef ALONGSIDE_INPUT_H
#define ALONGSIDE_INPUT_H

#include "daemon.h"
#include "output.h"
#include "typing.h"
#include "virtual-keyboard.h"
#include "virtual-pointer.h"

/* Typed between two answers of the compositor: a hung app is not buried, and a release is never far. */
#define INPUT_PIECE_CHARACTERS 32
/* What a compositor that does not answer is sent at most. */
#define INPUT_MAX_UNANSWERED 1000

struct input {
	struct daemon *daemon;
	const struct output *output;
	bool is_virtual; // pointer and keys too (--virtual-input), not texts alone
	struct wl_display *display; // NULL while there is no compositor
	struct wl_seat *seat;
	struct virtual_pointer pointer;
	struct virtual_keyboard keyboard;
	struct typing typing;
	double until_ms;          // the lease
	struct wl_callback *sync; // the compositor has yet to answer
	int unanswered;           // events since then
	bool is_move_due;         // to `x`, `y`: of many moves at once the last one goes out
	int x, y;
	bool is_refusing; // told once
};

void input_init(struct input *input, struct daemon *daemon, const struct output *output, bool is_virtual);
void input_destroy(struct input *input);

/* The compositor's globals, then that all are known, then its end. */
void input_on_global(struct input *input, struct wl_registry *registry, uint32_t name, const char *interface);
void input_on_bound(struct input *input, struct wl_display *display);
void input_on_disconnect(struct input *input);

/* Does what the daemon says, or tells it why not. */
void input_obey(struct input *input, const struct order *order, double now_ms);
/* Ends the lease: lifts everything, forgets texts. */
void input_end(struct input *input);
/* Does what is due; returns when to be called again (ms, monotonic). */
double input_update(struct input *input, double now_ms);

#endif
