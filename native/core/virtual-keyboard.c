#include "virtual-keyboard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "link.h"
#include "virtual-keyboard-unstable-v1-client-protocol.h"

bool virtual_keyboard_bind(struct virtual_keyboard *keyboard, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, zwp_virtual_keyboard_manager_v1_interface.name) != 0)
		return false;
	keyboard->manager = wl_registry_bind(registry, name, &zwp_virtual_keyboard_manager_v1_interface, 1);
	return true;
}

/* Sends and frees the text of a keymap. */
static int virtual_keyboard_set_keymap(struct virtual_keyboard *keyboard, char *text) {
	size_t size = text ? strlen(text) + 1 : 0;
	int fd = text ? memfd_create("keymap", MFD_CLOEXEC) : -1;
	int rc = !text ? -ENOMEM : fd < 0 ? -errno : write(fd, text, size) == (ssize_t)size ? 0 : -EIO;
	if (rc == 0)
		zwp_virtual_keyboard_v1_keymap(keyboard->proxy, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd, (uint32_t)size);
	if (fd >= 0)
		close(fd);
	free(text);
	return rc;
}

static int virtual_keyboard_set_us(struct virtual_keyboard *keyboard) {
	keyboard->typed.count = 0;
	return virtual_keyboard_set_keymap(keyboard, xkb_keymap_get_as_string(keyboard->us, XKB_KEYMAP_FORMAT_TEXT_V1));
}

int virtual_keyboard_start(struct virtual_keyboard *keyboard, struct wl_seat *seat) {
	static const struct xkb_rule_names us = {.layout = "us"};
	if (!keyboard->manager || !seat)
		return -ENOTSUP;
	keyboard->context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	keyboard->us = keyboard->context ? xkb_keymap_new_from_names(keyboard->context, &us, XKB_KEYMAP_COMPILE_NO_FLAGS) : NULL;
	if (!keyboard->us)
		return -ENOENT;
	keyboard->proxy = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(keyboard->manager, seat);
	int rc = virtual_keyboard_set_us(keyboard);
	if (rc == 0)
		keyboard->state = xkb_state_new(keyboard->us);
	return keyboard->state ? 0 : rc ? rc : -ENOMEM;
}

void virtual_keyboard_destroy(struct virtual_keyboard *keyboard) {
	if (keyboard->proxy)
		zwp_virtual_keyboard_v1_destroy(keyboard->proxy);
	if (keyboard->manager)
		zwp_virtual_keyboard_manager_v1_destroy(keyboard->manager);
	xkb_state_unref(keyboard->state);
	xkb_keymap_unref(keyboard->us);
	xkb_context_unref(keyboard->context);
	*keyboard = (struct virtual_keyboard){0};
}

static void virtual_keyboard_send(struct virtual_keyboard *keyboard, int code, bool is_down) {
	uint32_t state = is_down ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED;
	zwp_virtual_keyboard_v1_key(keyboard->proxy, (uint32_t)link_now_ms(), (uint32_t)code, state);
}

static uint32_t virtual_keyboard_modifiers(struct virtual_keyboard *keyboard, enum xkb_state_component component) {
	return xkb_state_serialize_mods(keyboard->state, component);
}

static void virtual_keyboard_send_modifiers(struct virtual_keyboard *keyboard) {
	zwp_virtual_keyboard_v1_modifiers(keyboard->proxy, virtual_keyboard_modifiers(keyboard, XKB_STATE_MODS_DEPRESSED),
		virtual_keyboard_modifiers(keyboard, XKB_STATE_MODS_LATCHED), virtual_keyboard_modifiers(keyboard, XKB_STATE_MODS_LOCKED), 0);
}

void virtual_keyboard_key(struct virtual_keyboard *keyboard, int code, bool is_down) {
	if (keyboard->is_down[code] == is_down)
		return;
	if (keyboard->typed.count > 0 && virtual_keyboard_set_us(keyboard) < 0)
		return;
	keyboard->is_down[code] = is_down;
	virtual_keyboard_send(keyboard, code, is_down);
	if (xkb_state_update_key(keyboard->state, (xkb_keycode_t)code + 8, is_down ? XKB_KEY_DOWN : XKB_KEY_UP) != 0)
		virtual_keyboard_send_modifiers(keyboard);
}

bool virtual_keyboard_holds(const struct virtual_keyboard *keyboard) {
	return memchr(keyboard->is_down, true, sizeof keyboard->is_down) != NULL;
}

void virtual_keyboard_release(struct virtual_keyboard *keyboard) {
	for (int code = 1; code <= KEYMAP_MAX_CODE; code++)
		virtual_keyboard_key(keyboard, code, false);
	if (xkb_state_serialize_mods(keyboard->state, XKB_STATE_MODS_EFFECTIVE) == 0)
		return;
	xkb_state_update_mask(keyboard->state, 0, 0, 0, 0, 0, 0);
	virtual_keyboard_send_modifiers(keyboard);
}

/* The keymap in use may have all that is needed already: then the app is spared another one. */
static int virtual_keyboard_prepare(struct virtual_keyboard *keyboard, const char *text) {
	const char *at = text;
	uint32_t character = keymap_next(&at);
	if (character == 0)
		return -EILSEQ;
	if (keymap_code(&keyboard->typed, character) != 0)
		return 0;
	keymap_gather(&keyboard->typed, text);
	int rc = virtual_keyboard_set_keymap(keyboard, keymap_text(&keyboard->typed));
	if (rc < 0)
		keyboard->typed.count = 0;
	return rc;
}

int virtual_keyboard_type(struct virtual_keyboard *keyboard, const char **text, int most) {
	virtual_keyboard_release(keyboard);
	int rc = virtual_keyboard_prepare(keyboard, *text);
	while (rc == 0 && most-- > 0) {
		const char *at = *text;
		int code = keymap_code(&keyboard->typed, keymap_next(&at));
		if (code == 0)
			break;
		virtual_keyboard_send(keyboard, code, true);
		virtual_keyboard_send(keyboard, code, false);
		*text = at;
	}
	return rc;
}
