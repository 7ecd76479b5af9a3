/* What an event device is, by what it says it can do. Pure. */
#ifndef ALONGSIDE_EVDEV_KIND_H
#define ALONGSIDE_EVDEV_KIND_H

#include <linux/input.h>
#include <stdbool.h>
#include <stdint.h>

enum evdev_kind {
	EVDEV_KEYS_ONLY, // a keyboard, a button: or nothing that concerns us
	EVDEV_SLOTS,     // touch screen, multi-touch type B
	EVDEV_FRAMES,    // touch screen, multi-touch type A
	EVDEV_SINGLE,    // touch screen or pen, one contact
	EVDEV_POINTER,   // buttons with absolute places: QEMU's tablet
	EVDEV_MOUSE,     // buttons whose place only the compositor knows
};

/* What EVIOCGBIT and EVIOCGPROP say. */
struct evdev_bits {
	uint8_t keys[KEY_CNT / 8], absolute[ABS_CNT / 8], relative[REL_CNT / 8], properties[INPUT_PROP_CNT / 8];
};

static inline bool evdev_has(const uint8_t *bits, int code) {
	return bits[code / 8] >> code % 8 & 1;
}

enum evdev_kind evdev_kind(const struct evdev_bits *bits);

static inline bool evdev_kind_is_touch(enum evdev_kind kind) {
	return kind == EVDEV_SLOTS || kind == EVDEV_FRAMES || kind == EVDEV_SINGLE;
}

static inline bool evdev_kind_is_pointer(enum evdev_kind kind) {
	return kind == EVDEV_POINTER || kind == EVDEV_MOUSE;
}

#endif
