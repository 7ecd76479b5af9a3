/* What a surface of ours can be told by a finger, a pointer or a keyboard. Touch and pointer come by one path, so that a swipe is a swipe. */
#ifndef ALONGSIDE_INPUT_H
#define ALONGSIDE_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* `finger` of pointer events. */
#define INPUT_POINTER (-1)
#define INPUT_MAX_FINGERS 10
/* `button` of touches and of the pointer's main button: BTN_LEFT. */
#define INPUT_MAIN_BUTTON 0x110

struct input_event {
	uint32_t time_ms; // the compositor's
	int finger;       // 0 to INPUT_MAX_FINGERS - 1, or INPUT_POINTER
	uint32_t button;  // Linux code of the button of down and up
	double x, y;      // in the surface
};

struct input_impl {
	void (*down)(void *data, const struct input_event *event);
	void (*motion)(void *data, const struct input_event *event); // also of a pointer without a button pressed
	void (*up)(void *data, const struct input_event *event);
	void (*cancel)(void *data); // everything that is down never happened
	void (*axis)(void *data, uint32_t time_ms, double dx, double dy);
	void (*key)(void *data, uint32_t time_ms, uint32_t code, bool is_pressed); // xkb key code
	void (*focus)(void *data, bool has_focus);
};

/* Kept as the user data of a wl_surface. Functions that are NULL are not called. */
struct input_target {
	const struct input_impl *impl;
	void *data;
};

#endif
