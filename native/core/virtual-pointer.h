/* A pointer of the compositor's seat that is ours. What is pressed or turned happens where it last was moved to. */
#ifndef ALONGSIDE_VIRTUAL_POINTER_H
#define ALONGSIDE_VIRTUAL_POINTER_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <wayland-client.h>

#define VIRTUAL_POINTER_FIRST_BUTTON BTN_LEFT
#define VIRTUAL_POINTER_LAST_BUTTON BTN_MIDDLE

struct zwlr_virtual_pointer_manager_v1;
struct zwlr_virtual_pointer_v1;

struct virtual_pointer {
	struct zwlr_virtual_pointer_manager_v1 *manager;
	struct zwlr_virtual_pointer_v1 *proxy;
	unsigned held; // bit n: VIRTUAL_POINTER_FIRST_BUTTON + n
	int turned[2]; // 1/120 of a detent that make no whole one yet, by wl_pointer_axis
};

bool virtual_pointer_bind(struct virtual_pointer *pointer, struct wl_registry *registry, uint32_t name, const char *interface);
void virtual_pointer_start(struct virtual_pointer *pointer, struct wl_seat *seat);
/* Release first: not every compositor lifts what is held. */
void virtual_pointer_destroy(struct virtual_pointer *pointer);
static inline bool virtual_pointer_is_ready(const struct virtual_pointer *pointer) {
	return pointer->proxy != NULL;
}

/* Pixels of an output of width × height. */
void virtual_pointer_move(struct virtual_pointer *pointer, int x, int y, int width, int height);
/* VIRTUAL_POINTER_FIRST_BUTTON..LAST_BUTTON. Repeating a state does nothing. */
void virtual_pointer_button(struct virtual_pointer *pointer, int button, bool is_down);
/* 1/120 of a detent, right and down positive. */
void virtual_pointer_wheel(struct virtual_pointer *pointer, int dx, int dy);
static inline bool virtual_pointer_holds(const struct virtual_pointer *pointer) {
	return pointer->held != 0;
}
/* Lifts every button. */
void virtual_pointer_release(struct virtual_pointer *pointer);

#endif
