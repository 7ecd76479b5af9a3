#include "recorder.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon.h>

/* One client, one seat. */
static struct wl_pointer *the_pointer;
static struct wl_keyboard *the_keyboard;
static struct xkb_context *context;
static struct xkb_state *state;
static int pointer_x, pointer_y;

static const char *word(uint32_t pressed) {
	return pressed ? "down" : "up";
}

static void on_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size) {
	char *text = format == WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	close(fd);
	if (text == MAP_FAILED)
		return;
	struct xkb_keymap *keymap = xkb_keymap_new_from_string(context, text, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	munmap(text, size);
	xkb_state_unref(state);
	state = keymap ? xkb_state_new(keymap) : NULL;
	xkb_keymap_unref(keymap);
	puts("keymap");
}

static void on_focus(void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface, struct wl_array *keys) {
	puts("focus");
}

static void on_blur(void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface) {
}

static void on_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time, uint32_t code, uint32_t pressed) {
	char name[64] = "?";
	if (state)
		xkb_keysym_get_name(xkb_state_key_get_one_sym(state, code + 8), name, sizeof name);
	printf("key %u %s %s\n", code, word(pressed), name);
}

static void on_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	if (state)
		xkb_state_update_mask(state, depressed, latched, locked, 0, 0, group);
	printf("mods %u\n", depressed | latched | locked);
}

static void on_repeat(void *data, struct wl_keyboard *keyboard, int32_t rate, int32_t delay) {
}

static const struct wl_keyboard_listener keyboard_listener = {on_keymap, on_focus, on_blur, on_key, on_modifiers, on_repeat};

static void on_motion(void *data, struct wl_pointer *pointer, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	pointer_x = wl_fixed_to_int(x);
	pointer_y = wl_fixed_to_int(y);
	printf("motion %d %d\n", pointer_x, pointer_y);
}

static void on_enter(void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y) {
	wl_pointer_set_cursor(pointer, serial, NULL, 0, 0); // as our own hosts do
	on_motion(data, pointer, 0, x, y);
}

static void on_leave(void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface) {
}

static void on_button(void *data, struct wl_pointer *pointer, uint32_t serial, uint32_t time, uint32_t button, uint32_t pressed) {
	printf("button %u %s %d %d\n", button, word(pressed), pointer_x, pointer_y);
}

static void on_axis(void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis, wl_fixed_t way) {
	printf("axis %u %g\n", axis, wl_fixed_to_double(way));
}

static void on_detents(void *data, struct wl_pointer *pointer, uint32_t axis, int32_t count) {
	printf("detents %u %d\n", axis, count);
}

static void on_frame(void *data, struct wl_pointer *pointer) {
}

static void on_source(void *data, struct wl_pointer *pointer, uint32_t source) {
}

static void on_stop(void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis) {
}

static const struct wl_pointer_listener pointer_listener = {
	.enter = on_enter,
	.leave = on_leave,
	.motion = on_motion,
	.button = on_button,
	.axis = on_axis,
	.frame = on_frame,
	.axis_source = on_source,
	.axis_stop = on_stop,
	.axis_discrete = on_detents,
};

static void on_capabilities(void *data, struct wl_seat *seat, uint32_t capabilities) {
	if (capabilities & WL_SEAT_CAPABILITY_KEYBOARD && !the_keyboard) {
		the_keyboard = wl_seat_get_keyboard(seat);
		wl_keyboard_add_listener(the_keyboard, &keyboard_listener, NULL);
	}
	if (capabilities & WL_SEAT_CAPABILITY_POINTER && !the_pointer) {
		the_pointer = wl_seat_get_pointer(seat);
		wl_pointer_add_listener(the_pointer, &pointer_listener, NULL);
	}
	// As a toolkit does when the last device has gone.
	if (!(capabilities & WL_SEAT_CAPABILITY_POINTER) && the_pointer) {
		wl_pointer_release(the_pointer);
		the_pointer = NULL;
	}
	if (!(capabilities & WL_SEAT_CAPABILITY_KEYBOARD) && the_keyboard) {
		wl_keyboard_release(the_keyboard);
		the_keyboard = NULL;
	}
}

static void on_name(void *data, struct wl_seat *seat, const char *name) {
}

static const struct wl_seat_listener seat_listener = {on_capabilities, on_name};

void recorder_bind(struct wl_registry *registry, uint32_t name) {
	setvbuf(stdout, NULL, _IOLBF, 0);
	context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	struct wl_seat *seat = wl_registry_bind(registry, name, &wl_seat_interface, 5);
	wl_seat_add_listener(seat, &seat_listener, NULL);
}
