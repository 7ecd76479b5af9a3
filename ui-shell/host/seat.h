/* Pointer, touch and keyboard of the compositor's seat, handed to the surface that they belong to. */
#ifndef ALONGSIDE_SEAT_H
#define ALONGSIDE_SEAT_H

#include <glib.h>
#include <wayland-client.h>

#include "input.h"

struct seat_touch {
	bool is_down;
	int32_t id;                 // the compositor's
	struct wl_surface *surface; // NULL when it died under the finger
	double x, y;
};

struct seat {
	struct wl_seat *seat;
	struct wl_pointer *pointer;
	struct wl_touch *touch;
	struct wl_keyboard *keyboard;
	struct wl_surface *pointer_surface, *keyboard_surface;
	struct wp_cursor_shape_manager_v1 *cursor_shapes; // NULL: the compositor draws no pointer of its own
	struct wp_cursor_shape_device_v1 *cursor_shape;   // of `pointer`
	bool shows_pointer;
	uint32_t enter_serial; // of the pointer
	double x, y;           // of the pointer in its surface
	double axis_x, axis_y; // gathered until the pointer's frame
	uint32_t axis_time_ms;
	struct seat_touch touches[INPUT_MAX_FINGERS];
	uint32_t modifiers; // as WPE counts them
	int repeat_rate, repeat_delay_ms;
	uint32_t repeat_code, repeat_time_ms;
	guint repeat_timer;
};

void seat_bind(struct seat *seat, struct wl_registry *registry, uint32_t name, uint32_t version);
void seat_destroy(struct seat *seat);
/* Call before a surface is destroyed: nothing is delivered to it any more. */
void seat_forget(struct seat *seat, struct wl_surface *surface);
/* Whether a pointer is drawn over our surfaces: a kiosk without a mouse has none. */
void seat_show_pointer(struct seat *seat, bool is_shown);
/* Keyboard part, in keyboard.c. */
void seat_bind_keyboard(struct seat *seat);
void seat_drop_keyboard(struct seat *seat);

#endif
