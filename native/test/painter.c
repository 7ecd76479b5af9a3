/* A full-screen client for tests: paints what standard input says, one rectangle a line: "X Y WIDTH HEIGHT RRGGBB".
 * Prints "ready WIDTH HEIGHT" once it is shown and "painted" after each line that the compositor has taken; with --record what it gets
 * from keyboard and pointer too (recorder.h). */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "box.h"
#include "recorder.h"
#include "xdg-shell-client-protocol.h"

struct painter {
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *shell;
	struct wl_surface *surface;
	struct wl_buffer *buffer;
	uint32_t *pixels;
	int width, height;
	bool is_configured, is_recording;
};

static void painter_on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct painter *painter = data;
	if (strcmp(interface, wl_compositor_interface.name) == 0)
		painter->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	else if (strcmp(interface, wl_shm_interface.name) == 0)
		painter->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	else if (strcmp(interface, xdg_wm_base_interface.name) == 0)
		painter->shell = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
	else if (strcmp(interface, wl_seat_interface.name) == 0 && painter->is_recording)
		recorder_bind(registry, name);
}

static void painter_on_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
}

static const struct wl_registry_listener registry_listener = {painter_on_global, painter_on_global_remove};

static void painter_on_ping(void *data, struct xdg_wm_base *shell, uint32_t serial) {
	xdg_wm_base_pong(shell, serial);
}

static const struct xdg_wm_base_listener shell_listener = {painter_on_ping};

static void painter_on_size(void *data, struct xdg_toplevel *toplevel, int32_t width, int32_t height, struct wl_array *states) {
	struct painter *painter = data;
	if (painter->buffer || width <= 0 || height <= 0)
		return;
	painter->width = width;
	painter->height = height;
}

static void painter_on_close(void *data, struct xdg_toplevel *toplevel) {
	exit(0);
}

static const struct xdg_toplevel_listener toplevel_listener = {.configure = painter_on_size, .close = painter_on_close};

static void painter_on_configure(void *data, struct xdg_surface *surface, uint32_t serial) {
	struct painter *painter = data;
	xdg_surface_ack_configure(surface, serial);
	painter->is_configured = painter->width > 0;
}

static const struct xdg_surface_listener surface_listener = {painter_on_configure};

static void painter_commit(struct painter *painter, struct box box) {
	wl_surface_attach(painter->surface, painter->buffer, 0, 0);
	wl_surface_damage_buffer(painter->surface, box.x, box.y, box.width, box.height);
	wl_surface_commit(painter->surface);
}

static void painter_fill(struct painter *painter, struct box box, uint32_t colour) {
	box = box_intersection(box, (struct box){0, 0, painter->width, painter->height});
	for (int y = box.y; y < box.y + box.height; y++)
		for (int x = box.x; x < box.x + box.width; x++)
			painter->pixels[y * painter->width + x] = 0xff000000 | colour;
	painter_commit(painter, box);
}

static void painter_create_buffer(struct painter *painter) {
	size_t size = (size_t)painter->width * (size_t)painter->height * 4;
	int fd = memfd_create("painter", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
		exit(1);
	painter->pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct wl_shm_pool *pool = wl_shm_create_pool(painter->shm, fd, (int32_t)size);
	painter->buffer =
		wl_shm_pool_create_buffer(pool, 0, painter->width, painter->height, painter->width * 4, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
}

static void painter_obey(struct painter *painter, const char *line) {
	struct box box;
	unsigned colour;
	if (sscanf(line, "%d %d %d %d %x", &box.x, &box.y, &box.width, &box.height, &colour) == 5)
		painter_fill(painter, box, colour);
}

int main(int argc, char **argv) {
	struct painter painter = {.is_recording = argc > 1 && strcmp(argv[1], "--record") == 0};
	char line[256];
	struct wl_display *display = wl_display_connect(NULL);
	if (!display)
		return 1;
	wl_registry_add_listener(wl_display_get_registry(display), &registry_listener, &painter);
	if (wl_display_roundtrip(display) < 0 || !painter.shell || !painter.shm || !painter.compositor)
		return 1;
	xdg_wm_base_add_listener(painter.shell, &shell_listener, &painter);
	painter.surface = wl_compositor_create_surface(painter.compositor);
	struct xdg_surface *surface = xdg_wm_base_get_xdg_surface(painter.shell, painter.surface);
	xdg_surface_add_listener(surface, &surface_listener, &painter);
	struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(surface);
	xdg_toplevel_add_listener(toplevel, &toplevel_listener, &painter);
	xdg_toplevel_set_fullscreen(toplevel, NULL);
	wl_surface_commit(painter.surface);
	while (!painter.is_configured && wl_display_dispatch(display) >= 0)
		;
	painter_create_buffer(&painter);
	painter_fill(&painter, (struct box){0, 0, painter.width, painter.height}, 0x204080);
	wl_display_roundtrip(display);
	printf("ready %d %d\n", painter.width, painter.height);
	fflush(stdout);
	struct pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {wl_display_get_fd(display), POLLIN, 0}};
	setvbuf(stdin, NULL, _IONBF, 0);
	while (wl_display_flush(display) >= 0 && poll(fds, 2, -1) >= 0) {
		if (fds[1].revents && wl_display_dispatch(display) < 0)
			return 1;
		if (!fds[0].revents)
			continue;
		if (!fgets(line, sizeof line, stdin))
			return 0;
		painter_obey(&painter, line);
		wl_display_roundtrip(display);
		puts("painted");
		fflush(stdout);
	}
	return 1;
}
