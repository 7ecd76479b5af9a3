/* The customer's keyboard: keys of a US layout, or any text by a keymap made for it. */
#ifndef ALONGSIDE_KEYBOARD_H
#define ALONGSIDE_KEYBOARD_H

#include <stdbool.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#define KEYBOARD_MAX_CODE 247

struct zwp_virtual_keyboard_manager_v1;
struct zwp_virtual_keyboard_v1;

struct keyboard {
	struct zwp_virtual_keyboard_manager_v1 *manager;
	struct zwp_virtual_keyboard_v1 *proxy;
	struct xkb_context *context;
	struct xkb_keymap *keymap; // US
	struct xkb_state *state;
	bool is_down[KEYBOARD_MAX_CODE + 1];
};

bool keyboard_bind(struct keyboard *keyboard, struct wl_registry *registry, uint32_t name, const char *interface);
/* Returns 0, -ENOENT when the layout files (xkb-data) are missing, or another -errno. */
int keyboard_start(struct keyboard *keyboard, struct wl_seat *seat);
void keyboard_destroy(struct keyboard *keyboard);
static inline bool keyboard_is_ready(const struct keyboard *keyboard) {
	return keyboard->state != NULL;
}

/* Code of linux/input-event-codes.h, 1..KEYBOARD_MAX_CODE. Repeating a state does nothing. */
void keyboard_key(struct keyboard *keyboard, int code, bool is_down);
void keyboard_release_all(struct keyboard *keyboard);
/* Returns 0, -EILSEQ for broken UTF-8 (nothing after the break is typed), or another -errno. */
int keyboard_type(struct keyboard *keyboard, const char *text);

#endif
