#include "virtual-pointer.h"

#include <string.h>

#include "link.h"
#include "wlr-virtual-pointer-unstable-v1-client-protocol.h"

#define DETENT 120
/* What libinput tells of one detent of a common mouse: degrees. */
#define DETENT_DEGREES 15.0

bool virtual_pointer_bind(struct virtual_pointer *pointer, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, zwlr_virtual_pointer_manager_v1_interface.name) != 0)
		return false;
	pointer->manager = wl_registry_bind(registry, name, &zwlr_virtual_pointer_manager_v1_interface, 1);
	return true;
}

static uint32_t virtual_pointer_time(void) {
	return (uint32_t)link_now_ms();
}

static void virtual_pointer_press(struct virtual_pointer *pointer, int button, enum wl_pointer_button_state state) {
	zwlr_virtual_pointer_v1_button(pointer->proxy, virtual_pointer_time(), (uint32_t)button, state);
	zwlr_virtual_pointer_v1_frame(pointer->proxy);
}

void virtual_pointer_start(struct virtual_pointer *pointer, struct wl_seat *seat) {
	if (!pointer->manager || !seat)
		return;
	pointer->proxy = zwlr_virtual_pointer_manager_v1_create_virtual_pointer(pointer->manager, seat);
	// The compositor lifts the keys of a client that has gone, but not its buttons (wlroots 0.18): its successor does.
	for (int button = VIRTUAL_POINTER_FIRST_BUTTON; button <= VIRTUAL_POINTER_LAST_BUTTON; button++)
		virtual_pointer_press(pointer, button, WL_POINTER_BUTTON_STATE_RELEASED);
}

void virtual_pointer_move(struct virtual_pointer *pointer, int x, int y, int width, int height) {
	zwlr_virtual_pointer_v1_motion_absolute(
		pointer->proxy, virtual_pointer_time(), (uint32_t)x, (uint32_t)y, (uint32_t)width, (uint32_t)height);
	zwlr_virtual_pointer_v1_frame(pointer->proxy);
}

void virtual_pointer_button(struct virtual_pointer *pointer, int button, bool is_down) {
	unsigned bit = 1U << (button - VIRTUAL_POINTER_FIRST_BUTTON);
	if (((pointer->held & bit) != 0) == is_down)
		return;
	pointer->held ^= bit;
	virtual_pointer_press(pointer, button, is_down ? WL_POINTER_BUTTON_STATE_PRESSED : WL_POINTER_BUTTON_STATE_RELEASED);
}

/* The protocol knows whole detents alone; parts of one go out as a way, and are counted until they are whole. */
static void virtual_pointer_turn(struct virtual_pointer *pointer, enum wl_pointer_axis axis, int turned) {
	if (turned == 0)
		return;
	wl_fixed_t way = wl_fixed_from_double(turned * DETENT_DEGREES / DETENT);
	pointer->turned[axis] += turned;
	int detents = pointer->turned[axis] / DETENT;
	pointer->turned[axis] -= detents * DETENT;
	zwlr_virtual_pointer_v1_axis_source(pointer->proxy, WL_POINTER_AXIS_SOURCE_WHEEL);
	if (detents == 0)
		zwlr_virtual_pointer_v1_axis(pointer->proxy, virtual_pointer_time(), axis, way);
	else
		zwlr_virtual_pointer_v1_axis_discrete(pointer->proxy, virtual_pointer_time(), axis, way, detents);
}

void virtual_pointer_wheel(struct virtual_pointer *pointer, int dx, int dy) {
	virtual_pointer_turn(pointer, WL_POINTER_AXIS_HORIZONTAL_SCROLL, dx);
	virtual_pointer_turn(pointer, WL_POINTER_AXIS_VERTICAL_SCROLL, dy);
	zwlr_virtual_pointer_v1_frame(pointer->proxy);
}

void virtual_pointer_release(struct virtual_pointer *pointer) {
	for (int button = VIRTUAL_POINTER_FIRST_BUTTON; button <= VIRTUAL_POINTER_LAST_BUTTON; button++)
		virtual_pointer_button(pointer, button, false);
}

void virtual_pointer_destroy(struct virtual_pointer *pointer) {
	if (pointer->proxy)
		zwlr_virtual_pointer_v1_destroy(pointer->proxy);
	if (pointer->manager)
		zwlr_virtual_pointer_manager_v1_destroy(pointer->manager);
	*pointer = (struct virtual_pointer){0};
}
