#include "seat.h"

#include "cursor-shape-v1-client-protocol.h"

/* From 8 on a compositor hands over parts of a wheel's step as they come, before it kept them back until they made a whole one. */
#define SEAT_VERSION 9
/* Where no element of a page is. */
#define SEAT_NOWHERE wl_fixed_from_int(-10000)

static struct input_target *seat_target(struct wl_surface *surface) {
	return surface ? wl_surface_get_user_data(surface) : NULL;
}

#define SEAT_TELL(surface, function, ...)                              \
	do {                                                               \
		struct input_target *target_ = seat_target(surface);           \
		if (target_ && target_->impl->function)                        \
			target_->impl->function(target_->data, ##__VA_ARGS__);     \
	} while (0)

/* ---- pointer ---- */

static struct input_event pointer_event(const struct seat *seat, uint32_t time_ms, uint32_t button) {
	return (struct input_event){.time_ms = time_ms, .finger = INPUT_POINTER, .button = button, .x = seat->x, .y = seat->y};
}

/* Entering and leaving are motions without a time of their own. */
static void pointer_moved(struct seat *seat, wl_fixed_t x, wl_fixed_t y) {
	seat->x = wl_fixed_to_double(x);
	seat->y = wl_fixed_to_double(y);
	struct input_event event = pointer_event(seat, (uint32_t)(g_get_monotonic_time() / 1000), 0);
	SEAT_TELL(seat->pointer_surface, motion, &event);
}

static void pointer_draw(struct seat *seat) {
	if (!seat->pointer_surface)
		return;
	if (!seat->shows_pointer || !seat->cursor_shapes) {
		wl_pointer_set_cursor(seat->pointer, seat->enter_serial, NULL, 0, 0);
		return;
	}
	if (!seat->cursor_shape)
		seat->cursor_shape = wp_cursor_shape_manager_v1_get_pointer(seat->cursor_shapes, seat->pointer);
	wp_cursor_shape_device_v1_set_shape(seat->cursor_shape, seat->enter_serial, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_DEFAULT);
}

void seat_show_pointer(struct seat *seat, bool is_shown) {
	if (seat->shows_pointer == is_shown)
		return;
	seat->shows_pointer = is_shown;
	pointer_draw(seat);
}

static void on_enter(void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y) {
	struct seat *seat = data;
	seat->pointer_surface = surface;
	seat->enter_serial = serial;
	pointer_draw(seat);
	pointer_moved(seat, x, y); // a pointer that jumps here and presses hovers first
}

/* Off the page, so that nothing stays lit under a pointer that is elsewhere. */
static void on_leave(void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface) {
	struct seat *seat = data;
	pointer_moved(seat, SEAT_NOWHERE, SEAT_NOWHERE);
	seat->pointer_surface = NULL;
}

static void on_motion(void *data, struct wl_pointer *pointer, uint32_t time_ms, wl_fixed_t x, wl_fixed_t y) {
	struct seat *seat = data;
	seat->x = wl_fixed_to_double(x);
	seat->y = wl_fixed_to_double(y);
	struct input_event event = pointer_event(seat, time_ms, 0);
	SEAT_TELL(seat->pointer_surface, motion, &event);
}

static void on_button(void *data, struct wl_pointer *pointer, uint32_t serial, uint32_t time_ms, uint32_t button, uint32_t state) {
	struct seat *seat = data;
	struct input_event event = pointer_event(seat, time_ms, button);
	if (state == WL_POINTER_BUTTON_STATE_PRESSED)
		SEAT_TELL(seat->pointer_surface, down, &event);
	else
		SEAT_TELL(seat->pointer_surface, up, &event);
}

static void on_axis(void *data, struct wl_pointer *pointer, uint32_t time_ms, uint32_t axis, wl_fixed_t value) {
	struct seat *seat = data;
	*(axis == WL_POINTER_AXIS_VERTICAL_SCROLL ? &seat->axis_y : &seat->axis_x) += wl_fixed_to_double(value);
	seat->axis_time_ms = time_ms;
}

static void on_pointer_frame(void *data, struct wl_pointer *pointer) {
	struct seat *seat = data;
	double dx = seat->axis_x, dy = seat->axis_y;
	seat->axis_x = seat->axis_y = 0;
	if (dx != 0 || dy != 0)
		SEAT_TELL(seat->pointer_surface, axis, seat->axis_time_ms, dx, dy);
}

static void on_axis_source(void *data, struct wl_pointer *pointer, uint32_t source) {}
static void on_axis_stop(void *data, struct wl_pointer *pointer, uint32_t time_ms, uint32_t axis) {}
static void on_axis_discrete(void *data, struct wl_pointer *pointer, uint32_t axis, int32_t steps) {}
/* Comes beside an axis event that has the same way in pixels, also for a part of a wheel's step. */
static void on_axis_value120(void *data, struct wl_pointer *pointer, uint32_t axis, int32_t value) {}
static void on_axis_relative_direction(void *data, struct wl_pointer *pointer, uint32_t axis, uint32_t direction) {}

static const struct wl_pointer_listener pointer_listener = {
	.enter = on_enter,
	.leave = on_leave,
	.motion = on_motion,
	.button = on_button,
	.axis = on_axis,
	.frame = on_pointer_frame,
	.axis_source = on_axis_source,
	.axis_stop = on_axis_stop,
	.axis_discrete = on_axis_discrete,
	.axis_value120 = on_axis_value120,
	.axis_relative_direction = on_axis_relative_direction,
};

/* ---- touch ---- */

static struct seat_touch *seat_touch(struct seat *seat, int32_t id) {
	for (int i = 0; i < INPUT_MAX_FINGERS; i++)
		if (seat->touches[i].is_down && seat->touches[i].id == id)
			return &seat->touches[i];
	return NULL;
}

static struct input_event touch_event(const struct seat *seat, const struct seat_touch *touch, uint32_t time_ms) {
	int finger = (int)(touch - seat->touches);
	return (struct input_event){.time_ms = time_ms, .finger = finger, .button = INPUT_MAIN_BUTTON, .x = touch->x, .y = touch->y};
}

static void on_touch_down(void *data, struct wl_touch *wl_touch, uint32_t serial, uint32_t time_ms, struct wl_surface *surface, int32_t id,
	wl_fixed_t x, wl_fixed_t y) {
	struct seat *seat = data;
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		struct seat_touch *touch = &seat->touches[i];
		if (touch->is_down)
			continue;
		*touch = (struct seat_touch){true, id, surface, wl_fixed_to_double(x), wl_fixed_to_double(y)};
		struct input_event event = touch_event(seat, touch, time_ms);
		SEAT_TELL(surface, down, &event);
		return;
	}
}

static void on_touch_up(void *data, struct wl_touch *wl_touch, uint32_t serial, uint32_t time_ms, int32_t id) {
	struct seat *seat = data;
	struct seat_touch *touch = seat_touch(seat, id);
	if (!touch)
		return;
	touch->is_down = false;
	struct input_event event = touch_event(seat, touch, time_ms);
	SEAT_TELL(touch->surface, up, &event);
}

static void on_touch_motion(void *data, struct wl_touch *wl_touch, uint32_t time_ms, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct seat *seat = data;
	struct seat_touch *touch = seat_touch(seat, id);
	if (!touch)
		return;
	touch->x = wl_fixed_to_double(x);
	touch->y = wl_fixed_to_double(y);
	struct input_event event = touch_event(seat, touch, time_ms);
	SEAT_TELL(touch->surface, motion, &event);
}

static void on_touch_frame(void *data, struct wl_touch *wl_touch) {}

static void on_touch_cancel(void *data, struct wl_touch *wl_touch) {
	struct seat *seat = data;
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		if (seat->touches[i].is_down)
			SEAT_TELL(seat->touches[i].surface, cancel);
		seat->touches[i].is_down = false;
	}
}

static void on_touch_shape(void *data, struct wl_touch *wl_touch, int32_t id, wl_fixed_t major, wl_fixed_t minor) {}
static void on_touch_orientation(void *data, struct wl_touch *wl_touch, int32_t id, wl_fixed_t orientation) {}

static const struct wl_touch_listener touch_listener = {
	.down = on_touch_down,
	.up = on_touch_up,
	.motion = on_touch_motion,
	.frame = on_touch_frame,
	.cancel = on_touch_cancel,
	.shape = on_touch_shape,
	.orientation = on_touch_orientation,
};

/* ---- the seat ---- */

static void seat_drop_pointer(struct seat *seat) {
	if (seat->cursor_shape)
		wp_cursor_shape_device_v1_destroy(seat->cursor_shape);
	if (seat->pointer)
		wl_pointer_release(seat->pointer);
	seat->cursor_shape = NULL;
	seat->pointer = NULL;
	seat->pointer_surface = NULL;
}

static void seat_drop_touch(struct seat *seat) {
	if (!seat->touch)
		return;
	on_touch_cancel(seat, seat->touch);
	wl_touch_release(seat->touch);
	seat->touch = NULL;
}

static void on_capabilities(void *data, struct wl_seat *wl_seat, uint32_t capabilities) {
	struct seat *seat = data;
	if (!(capabilities & WL_SEAT_CAPABILITY_POINTER)) {
		seat_drop_pointer(seat);
	} else if (!seat->pointer) {
		seat->pointer = wl_seat_get_pointer(wl_seat);
		wl_pointer_add_listener(seat->pointer, &pointer_listener, seat);
	}
	if (!(capabilities & WL_SEAT_CAPABILITY_TOUCH)) {
		seat_drop_touch(seat);
	} else if (!seat->touch) {
		seat->touch = wl_seat_get_touch(wl_seat);
		wl_touch_add_listener(seat->touch, &touch_listener, seat);
	}
	if (!(capabilities & WL_SEAT_CAPABILITY_KEYBOARD))
		seat_drop_keyboard(seat);
	else
		seat_bind_keyboard(seat);
}

static void on_seat_name(void *data, struct wl_seat *wl_seat, const char *name) {}

static const struct wl_seat_listener seat_listener = {on_capabilities, on_seat_name};

void seat_bind(struct seat *seat, struct wl_registry *registry, uint32_t name, uint32_t version) {
	if (seat->seat)
		return;
	seat->seat = wl_registry_bind(registry, name, &wl_seat_interface, MIN(version, SEAT_VERSION));
	wl_seat_add_listener(seat->seat, &seat_listener, seat);
}

void seat_destroy(struct seat *seat) {
	seat_drop_pointer(seat);
	seat_drop_touch(seat);
	seat_drop_keyboard(seat);
	if (seat->seat)
		wl_seat_release(seat->seat);
	seat->seat = NULL;
}

void seat_forget(struct seat *seat, struct wl_surface *surface) {
	bool was_touched = false;
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		if (seat->touches[i].surface != surface)
			continue;
		was_touched = was_touched || seat->touches[i].is_down;
		seat->touches[i].surface = NULL;
		seat->touches[i].is_down = false;
	}
	if (was_touched || seat->pointer_surface == surface)
		SEAT_TELL(surface, cancel);
	if (seat->keyboard_surface == surface)
		SEAT_TELL(surface, focus, false);
	if (seat->pointer_surface == surface)
		seat->pointer_surface = NULL;
	if (seat->keyboard_surface == surface)
		seat->keyboard_surface = NULL;
}
