/* A keyboard of the compositor's seat that is ours: keys of a US layout, or any text by keymaps made for it. */
#ifndef ALONGSIDE_VIRTUAL_KEYBOARD_H
#define ALONGSIDE_VIRTUAL_KEYBOARD_H

#include <stdbool.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#include "keymap.h"

struct zwp_virtual_keyboard_manager_v1;
struct zwp_virtual_keyboard_v1;

struct virtual_keyboard {
	struct zwp_virtual_keyboard_manager_v1 *manager;
	struct zwp_virtual_keyboard_v1 *proxy;
	struct xkb_context *context;
	struct xkb_keymap *us;
	struct xkb_state *state; // of the keys of `us`
	struct keymap typed;     // what the compositor has instead of `us`; count 0: it has `us`
	bool is_down[KEYMAP_MAX_CODE + 1];
};

bool virtual_keyboard_bind(struct virtual_keyboard *keyboard, struct wl_registry *registry, uint32_t name, const char *interface);
/* Returns 0, -ENOTSUP when the compositor has no such keyboards, -ENOENT when the layout files (xkb-data) are missing, or another -errno. */
int virtual_keyboard_start(struct virtual_keyboard *keyboard, struct wl_seat *seat);
/* The compositor lets go of what is held. */
void virtual_keyboard_destroy(struct virtual_keyboard *keyboard);
static inline bool virtual_keyboard_is_ready(const struct virtual_keyboard *keyboard) {
	return keyboard->state != NULL;
}

/* Code of linux/input-event-codes.h, 1..KEYMAP_MAX_CODE, and the modifiers that follow from it. Repeating a state does nothing. */
void virtual_keyboard_key(struct virtual_keyboard *keyboard, int code, bool is_down);
bool virtual_keyboard_holds(const struct virtual_keyboard *keyboard);
/* Lifts every key, and takes back locks as Caps Lock. */
void virtual_keyboard_release(struct virtual_keyboard *keyboard);

/* Types up to `most` characters, each pressed and released, and moves on: fewer when another keymap has to follow.
 * Returns 0, -EILSEQ for what cannot be typed (keymap_can_type), or another -errno. */
int virtual_keyboard_type(struct virtual_keyboard *keyboard, const char **text, int most);

#endif
