/* One event device's stream of input_event to what a person did (Documentation/input/multi-touch-protocol.rst). Pure: any stream is
 * allowed, and what is told is always in order: each finger comes down, moves, goes up; each key and button too. */
#ifndef ALONGSIDE_DECODER_H
#define ALONGSIDE_DECODER_H

#include <linux/input.h>
#include <stddef.h>
#include <stdint.h>

#include "evdev-kind.h"
#include "physical.h"

/* Contacts of one device; those beyond are not told. */
#define DECODER_CONTACTS 16
#define DECODER_MAX_KEYS 32

struct decoder_axis {
	int min, max;
};

/* Linux codes of the keys that are told. 0 (KEY_RESERVED) among them: that any other key is down, but never which. */
struct decoder_keys {
	int codes[DECODER_MAX_KEYS];
	int count;
};

/* What the kernel holds to be so (EVIOCGABS, EVIOCGMTSLOTS, EVIOCGKEY). */
struct decoder_state {
	int slot, x, y;
	int ids[DECODER_CONTACTS], xs[DECODER_CONTACTS], ys[DECODER_CONTACTS];
	uint8_t keys[KEY_CNT / 8];
};

struct decoder_contact {
	int x, y;
	int id; // -1 while it is up
	bool is_told, has_begun, has_ended, has_moved; // the last three within this frame
};

struct decoder {
	enum evdev_kind kind;
	struct decoder_axis x, y;
	int first_finger; // its contacts are first_finger …
	const struct decoder_keys *keys;
	physical_fn tell;
	void *data;

	bool has_lost; // until the next SYN_REPORT everything is old
	int slot;
	struct decoder_contact contacts[DECODER_CONTACTS];
	// Type A: what this frame has said so far.
	int frame_count, frame_x[DECODER_CONTACTS], frame_y[DECODER_CONTACTS];
	bool has_frame, has_frame_place;
	unsigned buttons; // that are down, BTN_LEFT first
	bool is_clicked;
	bool is_key_down[DECODER_MAX_KEYS];
	uint8_t others[BTN_MISC / 8]; // other keys that are down
};

/* Begins with nothing held. What was down before is told when it comes down again. `keys` must outlive it. */
void decoder_init(struct decoder *decoder, enum evdev_kind kind, const struct decoder_keys *keys, physical_fn tell, void *data);
/* Places and slot as they are now: the kernel leaves out what does not change. */
void decoder_start(struct decoder *decoder, const struct decoder_state *state);
/* Returns true when the kernel has lost events: decoder_sync is due. */
bool decoder_feed(struct decoder *decoder, const struct input_event *event);
/* Tells the difference to what was told. */
void decoder_sync(struct decoder *decoder, const struct decoder_state *state, double at_ms);
/* Tells everything as up: the device is gone. */
void decoder_release(struct decoder *decoder, double at_ms);

#endif
