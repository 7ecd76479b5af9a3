#include "evdev-kind.h"

enum evdev_kind evdev_kind(const struct evdev_bits *bits) {
	bool has_left = evdev_has(bits->keys, BTN_LEFT);
	bool has_place = evdev_has(bits->absolute, ABS_X) && evdev_has(bits->absolute, ABS_Y);
	bool has_contacts = evdev_has(bits->absolute, ABS_MT_POSITION_X) && evdev_has(bits->absolute, ABS_MT_POSITION_Y);
	if (evdev_has(bits->properties, INPUT_PROP_ACCELEROMETER))
		return EVDEV_KEYS_ONLY;
	// A touchpad's places are not the screen's: it moves a pointer as a mouse does.
	if (evdev_has(bits->properties, INPUT_PROP_POINTER) || evdev_has(bits->keys, BTN_TOOL_FINGER))
		has_place = has_contacts = false;
	if (has_contacts)
		return evdev_has(bits->absolute, ABS_MT_SLOT) ? EVDEV_SLOTS : EVDEV_FRAMES;
	if (has_place && evdev_has(bits->keys, BTN_TOUCH))
		return EVDEV_SINGLE;
	if (has_place && has_left && !evdev_has(bits->relative, REL_X))
		return EVDEV_POINTER;
	return has_left ? EVDEV_MOUSE : EVDEV_KEYS_ONLY;
}
