/* evdev-kind and end-key: what a device is, and when a held key is the end. */
#include "evdev-kind.h"

#include <math.h>
#include <stdarg.h>

#include "check.h"
#include "end-key.h"

enum { END = -1 };

/* Lists of codes, each closed by END: keys, absolute, relative, properties. */
static enum evdev_kind kind(int first, ...) {
	struct evdev_bits bits = {0};
	uint8_t *lists[] = {bits.keys, bits.absolute, bits.relative, bits.properties};
	va_list codes;
	va_start(codes, first);
	int code = first;
	for (int list = 0; list < 4;) {
		if (code == END)
			list++;
		else
			lists[list][code / 8] |= (uint8_t)(1 << code % 8);
		code = list < 4 ? va_arg(codes, int) : END;
	}
	va_end(codes);
	return evdev_kind(&bits);
}

static void devices_are_recognised(void) {
	CHECK(kind(BTN_TOUCH, END, ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, END, END, INPUT_PROP_DIRECT, END) == EVDEV_SLOTS);
	CHECK(kind(BTN_TOUCH, END, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, END, END, END) == EVDEV_FRAMES);
	CHECK(kind(BTN_TOUCH, END, ABS_X, ABS_Y, END, END, END) == EVDEV_SINGLE);
	// QEMU's tablet
	CHECK(kind(BTN_LEFT, BTN_RIGHT, BTN_MIDDLE, END, ABS_X, ABS_Y, END, REL_WHEEL, END, END) == EVDEV_POINTER);
	CHECK(kind(BTN_LEFT, END, END, REL_X, REL_Y, END, END) == EVDEV_MOUSE);
	// A touchpad has places of its own, not the screen's.
	CHECK(kind(BTN_LEFT, BTN_TOUCH, BTN_TOOL_FINGER, END, ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, END, END,
		      INPUT_PROP_POINTER, END) == EVDEV_MOUSE);
	CHECK(kind(KEY_A, KEY_POWER, END, END, END, END) == EVDEV_KEYS_ONLY);
	CHECK(kind(BTN_TRIGGER, END, ABS_X, ABS_Y, END, END, END) == EVDEV_KEYS_ONLY); // a joystick
	CHECK(kind(END, ABS_X, ABS_Y, END, END, INPUT_PROP_ACCELEROMETER, END) == EVDEV_KEYS_ONLY);
	CHECK(evdev_kind_is_touch(EVDEV_SINGLE) && !evdev_kind_is_touch(EVDEV_POINTER));
}

static void a_key_held_for_its_time_is_the_end(void) {
	struct end_key key;
	end_key_init(&key, 1000);
	CHECK(isinf(key.due_ms) && !end_key_check(&key, 1e12));
	CHECK(!end_key_event(&key, true, 50) && key.due_ms == 1050 && !end_key_check(&key, 1049));
	CHECK(end_key_check(&key, 1050) && !end_key_check(&key, 1051) && isinf(key.due_ms));
	CHECK(!end_key_event(&key, false, 1100));
	CHECK(!end_key_event(&key, true, 2000) && !end_key_event(&key, false, 2999) && !end_key_check(&key, 5000));
}

static void a_late_reader_judges_by_the_kernels_times(void) {
	struct end_key key;
	end_key_init(&key, 1000);
	CHECK(!end_key_event(&key, true, 0) && end_key_event(&key, false, 1000) && !end_key_check(&key, 9000));
}

static void two_keyboards_hold_it_together(void) {
	struct end_key key;
	end_key_init(&key, 1000);
	end_key_event(&key, true, 0);
	end_key_event(&key, true, 500);
	CHECK(!end_key_event(&key, false, 600) && end_key_check(&key, 1000));
	end_key_event(&key, false, 1100);
	CHECK(!end_key_event(&key, false, 1200) && isinf(key.due_ms) && key.holders == 0);
}

static void no_time_is_at_once(void) {
	struct end_key key;
	end_key_init(&key, 0);
	CHECK(end_key_event(&key, true, 5) && !end_key_event(&key, false, 5));
}

int main(void) {
	devices_are_recognised();
	a_key_held_for_its_time_is_the_end();
	a_late_reader_judges_by_the_kernels_times();
	two_keyboards_hold_it_together();
	no_time_is_at_once();
	return check_failures();
}
