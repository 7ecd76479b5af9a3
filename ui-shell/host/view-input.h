/* Hands fingers, pointer and keys to a page. */
#ifndef ALONGSIDE_VIEW_INPUT_H
#define ALONGSIDE_VIEW_INPUT_H

#include <wpe/wpe.h>

#include "input.h"

struct view_input {
	struct wpe_view_backend *backend;
	const uint32_t *key_modifiers;                               // the seat's
	uint32_t pressed_buttons;                                    // WPE's pointer modifiers
	struct wpe_input_touch_event_raw touches[INPUT_MAX_FINGERS]; // type null: not down
	int x, y;                                                    // of the pointer
};

void view_input_init(struct view_input *input, struct wpe_view_backend *backend, const uint32_t *key_modifiers);
void view_input_down(struct view_input *input, const struct input_event *event);
void view_input_motion(struct view_input *input, const struct input_event *event);
void view_input_up(struct view_input *input, const struct input_event *event);
/* Lifts everything far outside of the page, so that nothing is pressed by it. */
void view_input_cancel(struct view_input *input);
void view_input_axis(struct view_input *input, uint32_t time_ms, double dx, double dy);
void view_input_key(struct view_input *input, uint32_t time_ms, uint32_t code, bool is_pressed);
/* A key that no keyboard has: pressed and released. @param keysym X11's */
void view_input_symbol(struct view_input *input, uint32_t time_ms, uint32_t keysym);
void view_input_focus(struct view_input *input, bool has_focus);

#endif
