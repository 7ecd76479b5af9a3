#include "keyboard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "keymap.h"
#include "link.h"
#include "virtual-keyboard-unstable-v1-client-protocol.h"

bool keyboard_bind(struct keyboard *keyboard, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, zwp_virtual_keyboard_manager_v1_interface.name) != 0)
		return false;
	keyboard->manager = wl_registry_bind(registry, name, &zwp_virtual_keyboard_manager_v1_interface, 1);
	return true;
}

static int keyboard_set_keymap(struct keyboard *keyboard, const char *text) {
	size_t size = strlen(text) + 1;
	int fd = memfd_create("keymap", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = write(fd, text, size) == (ssize_t)size ? 0 : -EIO;
	if (rc == 0)
		zwp_virtual_keyboard_v1_keymap(keyboard->proxy, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd, (uint32_t)size);
	close(fd);
	return rc;
}

static int keyboard_set_us(struct keyboard *keyboard) {
	char *text = xkb_keymap_get_as_string(keyboard->keymap, XKB_KEYMAP_FORMAT_TEXT_V1);
	int rc = text ? keyboard_set_keymap(keyboard, text) : -ENOMEM;
	free(text);
	return rc;
}

int keyboard_start(struct keyboard *keyboard, struct wl_seat *seat) {
	static const struct xkb_rule_names us = {.layout = "us"};
	if (!keyboard->manager || !seat)
		return -ENOTSUP;
	keyboard->context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	keyboard->keymap = keyboard->context ? xkb_keymap_new_from_names(keyboard->context, &us, XKB_KEYMAP_COMPILE_NO_FLAGS) : NULL;
	if (!keyboard->keymap)
		return -ENOENT;
	keyboard->proxy = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(keyboard->manager, seat);
	int rc = keyboard_set_us(keyboard);
	if (rc == 0)
		keyboard->state = xkb_state_new(keyboard->keymap);
	return keyboard->state ? 0 : rc ? rc : -ENOMEM;
}

void keyboard_destroy(struct keyboard *keyboard) {
	if (keyboard->proxy)
		zwp_virtual_keyboard_v1_destroy(keyboard->proxy);
	if (keyboard->manager)
		zwp_virtual_keyboard_manager_v1_destroy(keyboard->manager);
	xkb_state_unref(keyboard->state);
	xkb_keymap_unref(keyboard->keymap);
	xkb_context_unref(keyboard->context);
	*keyboard = (struct keyboard){0};
}

static void keyboard_send(struct keyboard *keyboard, int code, bool is_down) {
	uint32_t state = is_down ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED;
	zwp_virtual_keyboard_v1_key(keyboard->proxy, (uint32_t)link_now_ms(), (uint32_t)code, state);
}

static uint32_t keyboard_mods(struct keyboard *keyboard, enum xkb_state_component component) {
	return xkb_state_serialize_mods(keyboard->state, component);
}

void keyboard_key(struct keyboard *keyboard, int code, bool is_down) {
	if (keyboard->is_down[code] == is_down)
		return;
	keyboard->is_down[code] = is_down;
	keyboard_send(keyboard, code, is_down);
	xkb_state_update_key(keyboard->state, (xkb_keycode_t)code + 8, is_down ? XKB_KEY_DOWN : XKB_KEY_UP);
	zwp_virtual_keyboard_v1_modifiers(keyboard->proxy, keyboard_mods(keyboard, XKB_STATE_MODS_DEPRESSED),
		keyboard_mods(keyboard, XKB_STATE_MODS_LATCHED), keyboard_mods(keyboard, XKB_STATE_MODS_LOCKED), 0);
}

void keyboard_release_all(struct keyboard *keyboard) {
	for (int code = 1; code <= KEYBOARD_MAX_CODE; code++)
		keyboard_key(keyboard, code, false);
}

static size_t keyboard_find(const uint32_t *characters, size_t count, uint32_t character) {
	size_t i = 0;
	while (i < count && characters[i] != character)
		i++;
	return i;
}

/* Types as much as one keymap has room for and moves on. */
static int keyboard_type_some(struct keyboard *keyboard, const char **text) {
	uint32_t characters[KEYMAP_MAX_CHARACTERS], character;
	size_t count = 0;
	const char *begin = *text, *end = begin, *next = begin;
	while ((character = *next ? keymap_next(&next) : 0) != 0) {
		size_t index = keyboard_find(characters, count, character);
		if (index == KEYMAP_MAX_CHARACTERS)
			break;
		if (index == count)
			characters[count++] = character;
		end = next;
	}
	if (end == begin)
		return -EILSEQ;
	char *keymap = keymap_for(characters, count);
	int rc = keymap ? keyboard_set_keymap(keyboard, keymap) : -ENOMEM;
	free(keymap);
	while (rc == 0 && *text < end) {
		int code = KEYMAP_FIRST_CODE + (int)keyboard_find(characters, count, keymap_next(text));
		keyboard_send(keyboard, code, true);
		keyboard_send(keyboard, code, false);
	}
	return rc;
}

int keyboard_type(struct keyboard *keyboard, const char *text) {
	int rc = 0;
	keyboard_release_all(keyboard);
	while (rc == 0 && *text)
		rc = keyboard_type_some(keyboard, &text);
	int restored = keyboard_set_us(keyboard);
	return rc < 0 ? rc : restored;
}
