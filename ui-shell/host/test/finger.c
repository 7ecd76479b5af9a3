/* A finger for tests: a virtual pointer and keyboard that follow lines on standard input.
 *   move X Y | down [BUTTON] | up [BUTTON] | wheel DY | key CODE down|up | mods MASK | wait MS
 * Answers each line with "ok" after the compositor has taken it. Coordinates are pixels of an output of the size in argv. */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#include "virtual-keyboard-unstable-v1-client-protocol.h"
#include "wlr-virtual-pointer-unstable-v1-client-protocol.h"

struct finger {
	struct wl_display *display;
	struct wl_seat *seat;
	struct zwlr_virtual_pointer_manager_v1 *pointers;
	struct zwp_virtual_keyboard_manager_v1 *keyboards;
	struct zwlr_virtual_pointer_v1 *pointer;
	struct zwp_virtual_keyboard_v1 *keyboard;
	uint32_t width, height;
};

static uint32_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct finger *finger = data;
	if (strcmp(interface, wl_seat_interface.name) == 0)
		finger->seat = wl_registry_bind(registry, name, &wl_seat_interface, 1);
	if (strcmp(interface, zwlr_virtual_pointer_manager_v1_interface.name) == 0)
		finger->pointers = wl_registry_bind(registry, name, &zwlr_virtual_pointer_manager_v1_interface, 1);
	if (strcmp(interface, zwp_virtual_keyboard_manager_v1_interface.name) == 0)
		finger->keyboards = wl_registry_bind(registry, name, &zwp_virtual_keyboard_manager_v1_interface, 1);
}
static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {}
static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

/* A keyboard must bring its keymap: the plain one of the system. */
static void finger_send_keymap(struct finger *finger) {
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	struct xkb_keymap *keymap = xkb_keymap_new_from_names(context, NULL, XKB_KEYMAP_COMPILE_NO_FLAGS);
	char *text = xkb_keymap_get_as_string(keymap, XKB_KEYMAP_FORMAT_TEXT_V1);
	size_t size = strlen(text) + 1;
	int fd = memfd_create("keymap", MFD_CLOEXEC);
	if (write(fd, text, size) != (ssize_t)size)
		exit(1);
	zwp_virtual_keyboard_v1_keymap(finger->keyboard, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd, (uint32_t)size);
	close(fd);
	free(text);
	xkb_keymap_unref(keymap);
	xkb_context_unref(context);
}

static void finger_obey(struct finger *finger, const char *line) {
	unsigned x = 0, y = 0, button = BTN_LEFT;
	char how[8] = "";
	double dy;
	if (sscanf(line, "move %u %u", &x, &y) == 2) {
		zwlr_virtual_pointer_v1_motion_absolute(finger->pointer, now_ms(), x, y, finger->width, finger->height);
	} else if (strncmp(line, "down", 4) == 0 || strncmp(line, "up", 2) == 0) {
		sscanf(line, "%*s %u", &button);
		zwlr_virtual_pointer_v1_button(finger->pointer, now_ms(), button, line[0] == 'd');
	} else if (sscanf(line, "wheel %lf", &dy) == 1) {
		zwlr_virtual_pointer_v1_axis_source(finger->pointer, WL_POINTER_AXIS_SOURCE_WHEEL);
		zwlr_virtual_pointer_v1_axis(finger->pointer, now_ms(), WL_POINTER_AXIS_VERTICAL_SCROLL, wl_fixed_from_double(dy));
	} else if (sscanf(line, "key %u %7s", &x, how) == 2) {
		zwp_virtual_keyboard_v1_key(finger->keyboard, now_ms(), x, strcmp(how, "down") == 0);
	} else if (sscanf(line, "mods %u", &x) == 1) {
		zwp_virtual_keyboard_v1_modifiers(finger->keyboard, x, 0, 0, 0);
	} else if (sscanf(line, "wait %u", &x) == 1) {
		usleep(x * 1000);
	}
	zwlr_virtual_pointer_v1_frame(finger->pointer);
	wl_display_roundtrip(finger->display);
	puts("ok");
}

int main(int argc, char **argv) {
	struct finger finger = {.display = wl_display_connect(NULL)};
	if (argc != 3 || !finger.display) {
		fprintf(stderr, "finger WIDTH HEIGHT, with WAYLAND_DISPLAY of the compositor\n");
		return 64;
	}
	finger.width = (uint32_t)atoi(argv[1]);
	finger.height = (uint32_t)atoi(argv[2]);
	setlinebuf(stdout);
	wl_registry_add_listener(wl_display_get_registry(finger.display), &registry_listener, &finger);
	wl_display_roundtrip(finger.display);
	if (!finger.pointers || !finger.keyboards)
		return 69;
	finger.pointer = zwlr_virtual_pointer_manager_v1_create_virtual_pointer(finger.pointers, finger.seat);
	finger.keyboard = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(finger.keyboards, finger.seat);
	finger_send_keymap(&finger);
	wl_display_roundtrip(finger.display);
	char line[128];
	while (fgets(line, sizeof line, stdin))
		finger_obey(&finger, line);
	return 0;
}
