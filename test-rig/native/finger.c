#include "finger.h"

#include <linux/input-event-codes.h>
#include <string.h>

#include "link.h"
#include "wlr-virtual-pointer-unstable-v1-client-protocol.h"

static const char *const finger_phases[] = {[FINGER_DOWN] = "down", [FINGER_MOVE] = "move", [FINGER_UP] = "up"};

bool finger_bind(struct finger *finger, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, zwlr_virtual_pointer_manager_v1_interface.name) != 0)
		return false;
	finger->manager = wl_registry_bind(registry, name, &zwlr_virtual_pointer_manager_v1_interface, 1);
	return true;
}

void finger_start(struct finger *finger, struct wl_seat *seat) {
	if (finger->manager && seat)
		finger->pointer = zwlr_virtual_pointer_manager_v1_create_virtual_pointer(finger->manager, seat);
}

void finger_destroy(struct finger *finger) {
	if (finger->pointer)
		zwlr_virtual_pointer_v1_destroy(finger->pointer);
	if (finger->manager)
		zwlr_virtual_pointer_manager_v1_destroy(finger->manager);
	*finger = (struct finger){0};
}

bool finger_phase_parse(const char *text, enum finger_phase *phase) {
	for (*phase = FINGER_DOWN; text && *phase <= FINGER_UP; (*phase)++) {
		if (strcmp(text, finger_phases[*phase]) == 0)
			return true;
	}
	return false;
}

const char *finger_phase_name(enum finger_phase phase) {
	return finger_phases[phase];
}

void finger_act(struct finger *finger, enum finger_phase phase, int x, int y, int width, int height) {
	struct zwlr_virtual_pointer_v1 *pointer = finger->pointer;
	bool will_be_down = phase == FINGER_DOWN || (phase == FINGER_MOVE && finger->is_down);
	finger->x = x;
	finger->y = y;
	uint32_t time = (uint32_t)link_now_ms();
	zwlr_virtual_pointer_v1_motion_absolute(pointer, time, (uint32_t)x, (uint32_t)y, (uint32_t)width, (uint32_t)height);
	zwlr_virtual_pointer_v1_frame(pointer);
	if (will_be_down == finger->is_down)
		return;
	finger->is_down = will_be_down;
	uint32_t state = will_be_down ? WL_POINTER_BUTTON_STATE_PRESSED : WL_POINTER_BUTTON_STATE_RELEASED;
	zwlr_virtual_pointer_v1_button(pointer, time, BTN_LEFT, state);
	zwlr_virtual_pointer_v1_frame(pointer);
}
