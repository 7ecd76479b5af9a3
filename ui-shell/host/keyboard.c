/* The seat's keyboard: keymap, modifiers and repeat. WPE's own xkb context holds the state, since WebKit reads it there. */
#include <sys/mman.h>
#include <unistd.h>
#include <wpe/wpe.h>
#include <xkbcommon/xkbcommon.h>

#include "seat.h"

#define EVDEV_TO_XKB 8

static void keyboard_tell(struct seat *seat, uint32_t time_ms, uint32_t code, bool is_pressed) {
	struct input_target *target = seat->keyboard_surface ? wl_surface_get_user_data(seat->keyboard_surface) : NULL;
	if (target && target->impl->key)
		target->impl->key(target->data, time_ms, code, is_pressed);
}

static void keyboard_focus(struct seat *seat, bool has_focus) {
	struct input_target *target = seat->keyboard_surface ? wl_surface_get_user_data(seat->keyboard_surface) : NULL;
	if (target && target->impl->focus)
		target->impl->focus(target->data, has_focus);
}

static void keyboard_stop_repeat(struct seat *seat) {
	if (seat->repeat_timer)
		g_source_remove(seat->repeat_timer);
	seat->repeat_timer = 0;
}

static gboolean on_repeat(gpointer data) {
	struct seat *seat = data;
	uint32_t period_ms = (uint32_t)(1000 / seat->repeat_rate);
	seat->repeat_time_ms += period_ms;
	keyboard_tell(seat, seat->repeat_time_ms, seat->repeat_code, true);
	seat->repeat_timer = g_timeout_add(period_ms, on_repeat, seat);
	return G_SOURCE_REMOVE;
}

static void keyboard_start_repeat(struct seat *seat, uint32_t time_ms, uint32_t code) {
	struct xkb_keymap *keymap = wpe_input_xkb_context_get_keymap(wpe_input_xkb_context_get_default());
	if (seat->repeat_rate <= 0 || !keymap || !xkb_keymap_key_repeats(keymap, code))
		return;
	keyboard_stop_repeat(seat);
	seat->repeat_code = code;
	seat->repeat_time_ms = time_ms + (uint32_t)seat->repeat_delay_ms;
	seat->repeat_timer = g_timeout_add((guint)seat->repeat_delay_ms, on_repeat, seat);
}

static void on_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size) {
	struct wpe_input_xkb_context *context = wpe_input_xkb_context_get_default();
	keyboard_stop_repeat(data); // the same key is another letter from now on
	if (format == WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1 && size > 0) {
		char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (text != MAP_FAILED) {
			struct xkb_keymap *keymap = xkb_keymap_new_from_buffer(
				wpe_input_xkb_context_get_context(context), text, size - 1, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
			munmap(text, size);
			if (keymap) {
				wpe_input_xkb_context_set_keymap(context, keymap);
				xkb_keymap_unref(keymap);
			}
		}
	}
	close(fd);
}

static void on_keyboard_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface, struct wl_array *keys) {
	struct seat *seat = data;
	seat->keyboard_surface = surface;
	keyboard_focus(seat, true);
}

static void on_keyboard_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface) {
	struct seat *seat = data;
	keyboard_stop_repeat(seat);
	keyboard_focus(seat, false);
	seat->keyboard_surface = NULL;
}

static void on_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time_ms, uint32_t key, uint32_t state) {
	struct seat *seat = data;
	uint32_t code = key + EVDEV_TO_XKB;
	bool is_pressed = state == WL_KEYBOARD_KEY_STATE_PRESSED;
	if (is_pressed)
		keyboard_start_repeat(seat, time_ms, code);
	else if (seat->repeat_code == code)
		keyboard_stop_repeat(seat);
	keyboard_tell(seat, time_ms, code, is_pressed);
}

static void on_modifiers(
	void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	struct wpe_input_xkb_context *context = wpe_input_xkb_context_get_default();
	((struct seat *)data)->modifiers = wpe_input_xkb_context_get_modifiers(context, depressed, latched, locked, group);
}

static void on_repeat_info(void *data, struct wl_keyboard *keyboard, int32_t rate, int32_t delay_ms) {
	struct seat *seat = data;
	seat->repeat_rate = rate > 1000 ? 1000 : rate;
	seat->repeat_delay_ms = delay_ms;
	if (rate <= 0)
		keyboard_stop_repeat(seat);
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = on_keymap,
	.enter = on_keyboard_enter,
	.leave = on_keyboard_leave,
	.key = on_key,
	.modifiers = on_modifiers,
	.repeat_info = on_repeat_info,
};

void seat_bind_keyboard(struct seat *seat) {
	if (seat->keyboard)
		return;
	seat->keyboard = wl_seat_get_keyboard(seat->seat);
	wl_keyboard_add_listener(seat->keyboard, &keyboard_listener, seat);
}

void seat_drop_keyboard(struct seat *seat) {
	keyboard_stop_repeat(seat);
	keyboard_focus(seat, false);
	if (seat->keyboard)
		wl_keyboard_release(seat->keyboard);
	seat->keyboard = NULL;
	seat->keyboard_surface = NULL;
}
