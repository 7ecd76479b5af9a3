/* The customer's finger: a virtual pointer, because there is no protocol for virtual touch. Pressed is touched. */
#ifndef ALONGSIDE_FINGER_H
#define ALONGSIDE_FINGER_H

#include <stdbool.h>
#include <wayland-client.h>

struct zwlr_virtual_pointer_manager_v1;
struct zwlr_virtual_pointer_v1;

enum finger_phase { FINGER_DOWN, FINGER_MOVE, FINGER_UP };

struct finger {
	struct zwlr_virtual_pointer_manager_v1 *manager;
	struct zwlr_virtual_pointer_v1 *pointer;
	bool is_down;
	int x, y;
};

bool finger_bind(struct finger *finger, struct wl_registry *registry, uint32_t name, const char *interface);
void finger_start(struct finger *finger, struct wl_seat *seat);
void finger_destroy(struct finger *finger);
static inline bool finger_is_ready(const struct finger *finger) {
	return finger->pointer != NULL;
}

/* "down", "move", "up". Returns false for anything else. */
bool finger_phase_parse(const char *text, enum finger_phase *phase);
const char *finger_phase_name(enum finger_phase phase);
/* Pixels within an output of width × height. */
void finger_act(struct finger *finger, enum finger_phase phase, int x, int y, int width, int height);

#endif
