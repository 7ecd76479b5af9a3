/* What a physical device of the kiosk did: lib/input.ts in C. */
#ifndef ALONGSIDE_PHYSICAL_H
#define ALONGSIDE_PHYSICAL_H

#include <stdbool.h>
#include <sys/types.h>

enum physical_kind {
	PHYSICAL_TOUCH,
	PHYSICAL_CLICK,
	PHYSICAL_KEY,
	PHYSICAL_END,
	PHYSICAL_LAPSED,
	PHYSICAL_READY,
	PHYSICAL_DEVICE,
	PHYSICAL_TROUBLE,
};

enum touch_phase { TOUCH_DOWN, TOUCH_MOVE, TOUCH_UP };

struct physical {
	enum physical_kind kind;
	double at_ms; // CLOCK_MONOTONIC
	int finger;   // touch: unique among all devices; device: the first of its own (DECODER_CONTACTS)
	enum touch_phase phase;
	double x, y;   // 0..1
	bool is_down;  // click, key
	int code;      // key
	bool is_present, is_touch, is_pointer; // device
	dev_t number;              // device
	char text[200];            // device: its name; trouble: the message
};

/* `event` is gone after return. Must neither wait nor call back. */
typedef void (*physical_fn)(void *data, const struct physical *event);

#endif
