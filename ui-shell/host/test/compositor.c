#include "compositor.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-client-protocol.h>
#include <wayland-server-protocol.h>

#include "check.h"

/* ---- the server's end ---- */

static void on_destroy(struct wl_client *client, struct wl_resource *resource) {
	wl_resource_destroy(resource);
}
static void on_set_cursor(struct wl_client *client, struct wl_resource *resource, uint32_t serial, struct wl_resource *surface, int32_t x, int32_t y) {}

static const struct wl_pointer_interface pointer_impl = {.set_cursor = on_set_cursor, .release = on_destroy};
static const struct wl_touch_interface touch_impl = {.release = on_destroy};
static const struct wl_keyboard_interface keyboard_impl = {.release = on_destroy};
static const struct wl_surface_interface surface_impl = {.destroy = on_destroy};

static struct wl_resource *make(struct wl_resource *from, const struct wl_interface *interface, uint32_t id, const void *impl) {
	struct wl_resource *resource = wl_resource_create(wl_resource_get_client(from), interface, wl_resource_get_version(from), id);
	wl_resource_set_implementation(resource, impl, wl_resource_get_user_data(from), NULL);
	return resource;
}

static void on_get_pointer(struct wl_client *client, struct wl_resource *seat, uint32_t id) {
	((struct compositor *)wl_resource_get_user_data(seat))->pointer = make(seat, &wl_pointer_interface, id, &pointer_impl);
}
static void on_get_touch(struct wl_client *client, struct wl_resource *seat, uint32_t id) {
	((struct compositor *)wl_resource_get_user_data(seat))->touch = make(seat, &wl_touch_interface, id, &touch_impl);
}
static void on_get_keyboard(struct wl_client *client, struct wl_resource *seat, uint32_t id) {
	((struct compositor *)wl_resource_get_user_data(seat))->keyboard = make(seat, &wl_keyboard_interface, id, &keyboard_impl);
}
static const struct wl_seat_interface seat_impl = {on_get_pointer, on_get_keyboard, on_get_touch, on_destroy};

static void on_create_surface(struct wl_client *client, struct wl_resource *from, uint32_t id) {
	((struct compositor *)wl_resource_get_user_data(from))->surface_end = make(from, &wl_surface_interface, id, &surface_impl);
}
static const struct wl_compositor_interface compositor_impl = {.create_surface = on_create_surface};

static void on_bind_seat(struct wl_client *client, void *data, uint32_t version, uint32_t id) {
	struct wl_resource *resource = wl_resource_create(client, &wl_seat_interface, (int)version, id);
	wl_resource_set_implementation(resource, &seat_impl, data, NULL);
	wl_seat_send_capabilities(resource, WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_KEYBOARD | WL_SEAT_CAPABILITY_TOUCH);
}
static void on_bind_compositor(struct wl_client *client, void *data, uint32_t version, uint32_t id) {
	wl_resource_set_implementation(wl_resource_create(client, &wl_compositor_interface, (int)version, id), &compositor_impl, data, NULL);
}

/* ---- the client's ---- */

static void on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct compositor *compositor = data;
	if (strcmp(interface, wl_compositor_interface.name) == 0)
		compositor->wl_compositor = wl_registry_bind(registry, name, &wl_compositor_interface, version);
	else if (strcmp(interface, wl_seat_interface.name) == 0)
		seat_bind(&compositor->seat, registry, name, version);
}
static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {}
static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

void compositor_turn(struct compositor *compositor) {
	for (int turn = 0; turn < 3; turn++) {
		wl_display_flush(compositor->client);
		wl_event_loop_dispatch(wl_display_get_event_loop(compositor->server), 0);
		wl_display_flush_clients(compositor->server);
		while (wl_display_prepare_read(compositor->client) < 0)
			wl_display_dispatch_pending(compositor->client);
		wl_display_read_events(compositor->client); // does not wait: the socket is nonblocking
		wl_display_dispatch_pending(compositor->client);
	}
	CHECK(wl_display_get_error(compositor->client) == 0);
}

void compositor_init(struct compositor *compositor, struct input_target *target) {
	int fds[2];
	*compositor = (struct compositor){.server = wl_display_create()};
	wl_global_create(compositor->server, &wl_compositor_interface, 4, compositor, on_bind_compositor);
	wl_global_create(compositor->server, &wl_seat_interface, 9, compositor, on_bind_seat);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0);
	CHECK(wl_client_create(compositor->server, fds[0]));
	compositor->client = wl_display_connect_to_fd(fds[1]);
	struct wl_registry *registry = wl_display_get_registry(compositor->client);
	wl_registry_add_listener(registry, &registry_listener, compositor);
	compositor_turn(compositor);
	wl_registry_destroy(registry);
	compositor->surface = wl_compositor_create_surface(compositor->wl_compositor);
	wl_surface_set_user_data(compositor->surface, target);
	compositor_turn(compositor);
	CHECK(compositor->touch && compositor->pointer && compositor->keyboard && compositor->surface_end);
}

void compositor_destroy(struct compositor *compositor) {
	seat_forget(&compositor->seat, compositor->surface);
	seat_destroy(&compositor->seat);
	wl_surface_destroy(compositor->surface);
	wl_compositor_destroy(compositor->wl_compositor);
	compositor_turn(compositor);
	wl_display_disconnect(compositor->client);
	wl_display_destroy_clients(compositor->server);
	wl_display_destroy(compositor->server);
}

void compositor_keymap(struct compositor *compositor, const char *text) {
	size_t size = strlen(text) + 1;
	int fd = memfd_create("keymap", MFD_CLOEXEC);
	CHECK(fd >= 0 && write(fd, text, size) == (ssize_t)size);
	wl_keyboard_send_keymap(compositor->keyboard, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd, (uint32_t)size);
	compositor_turn(compositor);
	close(fd);
}
