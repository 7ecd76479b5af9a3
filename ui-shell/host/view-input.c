#include "view-input.h"

/* Where a cancelled finger ends: no element of a page is there. */
#define NOWHERE (-10000)

void view_input_init(struct view_input *input, struct wpe_view_backend *backend, const uint32_t *key_modifiers) {
	*input = (struct view_input){.backend = backend, .key_modifiers = key_modifiers};
}

/* ---- pointer: WPE numbers buttons 1 left, 2 right, 3 middle, and wants those held as modifiers, also in the release ---- */

static uint32_t button_number(uint32_t button) {
	return button >= INPUT_MAIN_BUTTON && button < INPUT_MAIN_BUTTON + 5 ? button - INPUT_MAIN_BUTTON + 1 : 0;
}

static uint32_t pressed_number(const struct view_input *input) {
	for (uint32_t number = 1; number <= 5; number++)
		if (input->pressed_buttons & (wpe_input_pointer_modifier_button1 << (number - 1)))
			return number;
	return 0;
}

static void view_input_button(struct view_input *input, const struct input_event *event, bool is_pressed) {
	uint32_t number = button_number(event->button);
	if (number == 0)
		return;
	uint32_t mask = wpe_input_pointer_modifier_button1 << (number - 1);
	input->pressed_buttons = is_pressed ? input->pressed_buttons | mask : input->pressed_buttons & ~mask;
	input->x = (int)event->x;
	input->y = (int)event->y;
	struct wpe_input_pointer_event wpe_event = {
		.type = wpe_input_pointer_event_type_button,
		.time = event->time_ms,
		.x = input->x,
		.y = input->y,
		.button = number,
		.state = is_pressed,
		.modifiers = *input->key_modifiers | input->pressed_buttons,
	};
	wpe_view_backend_dispatch_pointer_event(input->backend, &wpe_event);
}

static void view_input_hover(struct view_input *input, const struct input_event *event) {
	uint32_t number = pressed_number(input);
	input->x = (int)event->x;
	input->y = (int)event->y;
	struct wpe_input_pointer_event wpe_event = {
		.type = wpe_input_pointer_event_type_motion,
		.time = event->time_ms,
		.x = input->x,
		.y = input->y,
		.button = number,
		.state = number != 0,
		.modifiers = *input->key_modifiers | input->pressed_buttons,
	};
	wpe_view_backend_dispatch_pointer_event(input->backend, &wpe_event);
}

void view_input_axis(struct view_input *input, uint32_t time_ms, double dx, double dy) {
	struct wpe_input_axis_2d_event event = {
		.base =
			{
				.type = (enum wpe_input_axis_event_type)(wpe_input_axis_event_type_mask_2d | wpe_input_axis_event_type_motion_smooth),
				.time = time_ms,
				.x = input->x,
				.y = input->y,
				.modifiers = *input->key_modifiers,
			},
		// Wayland counts how far the content's window moves, WPE how far the content does.
		.x_axis = -dx,
		.y_axis = -dy,
	};
	wpe_view_backend_dispatch_axis_event(input->backend, &event.base);
}

/* ---- touch: each event carries all fingers ---- */

static void view_input_touch(struct view_input *input, const struct input_event *event, enum wpe_input_touch_event_type type) {
	input->touches[event->finger] = (struct wpe_input_touch_event_raw){
		.type = type, .time = event->time_ms, .id = event->finger, .x = (int32_t)event->x, .y = (int32_t)event->y};
	struct wpe_input_touch_event wpe_event = {
		.touchpoints = input->touches,
		.touchpoints_length = INPUT_MAX_FINGERS,
		.type = type,
		.id = event->finger,
		.time = event->time_ms,
		.modifiers = *input->key_modifiers,
	};
	wpe_view_backend_dispatch_touch_event(input->backend, &wpe_event);
	if (type == wpe_input_touch_event_type_up)
		input->touches[event->finger] = (struct wpe_input_touch_event_raw){0};
}

static bool view_input_is_down(const struct view_input *input, const struct input_event *event) {
	return input->touches[event->finger].type != wpe_input_touch_event_type_null;
}

void view_input_down(struct view_input *input, const struct input_event *event) {
	if (event->finger == INPUT_POINTER)
		view_input_button(input, event, true);
	else
		view_input_touch(input, event, wpe_input_touch_event_type_down);
}

void view_input_motion(struct view_input *input, const struct input_event *event) {
	if (event->finger == INPUT_POINTER)
		view_input_hover(input, event);
	else if (view_input_is_down(input, event))
		view_input_touch(input, event, wpe_input_touch_event_type_motion);
}

void view_input_up(struct view_input *input, const struct input_event *event) {
	if (event->finger == INPUT_POINTER)
		view_input_button(input, event, false);
	else if (view_input_is_down(input, event))
		view_input_touch(input, event, wpe_input_touch_event_type_up);
}

void view_input_cancel(struct view_input *input) {
	for (int finger = 0; finger < INPUT_MAX_FINGERS; finger++) {
		struct wpe_input_touch_event_raw *touch = &input->touches[finger];
		if (touch->type == wpe_input_touch_event_type_null)
			continue;
		struct input_event event = {.time_ms = touch->time, .finger = finger, .x = NOWHERE, .y = NOWHERE};
		view_input_touch(input, &event, wpe_input_touch_event_type_motion);
		view_input_touch(input, &event, wpe_input_touch_event_type_up);
	}
	struct input_event event = {.finger = INPUT_POINTER, .x = NOWHERE, .y = NOWHERE};
	if (input->pressed_buttons)
		view_input_hover(input, &event);
	for (event.button = INPUT_MAIN_BUTTON; input->pressed_buttons && button_number(event.button); event.button++)
		if (input->pressed_buttons & (wpe_input_pointer_modifier_button1 << (button_number(event.button) - 1)))
			view_input_button(input, &event, false);
}

/* ---- keyboard ---- */

void view_input_key(struct view_input *input, uint32_t time_ms, uint32_t code, bool is_pressed) {
	struct wpe_input_xkb_context *context = wpe_input_xkb_context_get_default();
	struct wpe_input_keyboard_event event = {
		.time = time_ms,
		.key_code = wpe_input_xkb_context_get_key_code(context, code, is_pressed), // also composes dead keys
		.hardware_key_code = code,
		.pressed = is_pressed,
		.modifiers = *input->key_modifiers,
	};
	wpe_view_backend_dispatch_keyboard_event(input->backend, &event);
}

void view_input_symbol(struct view_input *input, uint32_t time_ms, uint32_t keysym) {
	struct wpe_input_keyboard_event event = {.time = time_ms, .key_code = keysym, .pressed = true};
	wpe_view_backend_dispatch_keyboard_event(input->backend, &event);
	event.pressed = false;
	wpe_view_backend_dispatch_keyboard_event(input->backend, &event);
}

void view_input_focus(struct view_input *input, bool has_focus) {
	if (has_focus)
		wpe_view_backend_add_activity_state(input->backend, wpe_view_activity_state_focused);
	else
		wpe_view_backend_remove_activity_state(input->backend, wpe_view_activity_state_focused);
}
