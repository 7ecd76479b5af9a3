#include "face.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "link.h"
#include "viewporter-client-protocol.h"

/* ---- the subsurface ---- */

static void face_drop_surface(struct face *face) {
	if (face->viewport)
		wp_viewport_destroy(face->viewport);
	if (face->subsurface)
		wl_subsurface_destroy(face->subsurface);
	if (face->surface)
		wl_surface_destroy(face->surface);
	face->viewport = NULL;
	face->subsurface = NULL;
	face->surface = NULL;
}

static void face_make_surface(struct face *face) {
	face->surface = wl_compositor_create_surface(face->wayland->compositor);
	face->subsurface = wl_subcompositor_get_subsurface(face->wayland->subcompositor, face->surface, face->parent);
	wl_subsurface_set_desync(face->subsurface);
	// Below the page, which is transparent there: so its name and handles lie over the face.
	wl_subsurface_place_below(face->subsurface, face->parent);
	if (face->wayland->viewporter)
		face->viewport = wp_viewporter_get_viewport(face->wayland->viewporter, face->surface);
	// A finger on the face belongs to the box, which it drags.
	struct wl_region *nothing = wl_compositor_create_region(face->wayland->compositor);
	wl_surface_set_input_region(face->surface, nothing);
	wl_region_destroy(nothing);
}

/* ---- frames ---- */

static struct shm_buffer *face_free_buffer(struct face *face, int width, int height) {
	for (int i = 0; i < FACE_BUFFERS; i++) {
		struct shm_buffer *buffer = face->buffers[i];
		if (buffer && buffer->is_busy)
			continue;
		if (buffer && buffer->width == width && buffer->height == height)
			return buffer;
		shm_buffer_retire(buffer);
		face->buffers[i] = shm_buffer_create(face->wayland->shm, width, height, true);
		return face->buffers[i];
	}
	return NULL;
}

static void on_presented(void *data, double at_ms) {
	struct face *face = data;
	if (at_ms < 0)
		face->wants_presented = face->is_wanted;
	else if (face->is_wanted)
		face->on_presented(face->data, at_ms);
}

static void face_commit(struct face *face, struct shm_buffer *buffer) {
	buffer->is_busy = true;
	wl_surface_attach(face->surface, buffer->buffer, 0, 0);
	wl_surface_damage_buffer(face->surface, 0, 0, buffer->width, buffer->height);
	if (face->viewport)
		wp_viewport_set_destination(face->viewport, face->rect.width, face->rect.height);
	if (face->wants_presented) {
		face->wants_presented = false;
		presentation_request(face->wayland, face->surface, on_presented, face);
	}
	wl_surface_commit(face->surface);
}

/* Returns 0 when a new frame was shown. */
static int face_show_newest(struct face *face, int fd) {
	struct face_header header;
	struct face_stamp stamp;
	int rc = face_file_header(fd, &header, &stamp);
	if (rc < 0)
		return rc;
	if (face_stamp_equal(&stamp, &face->shown) || face_stamp_equal(&stamp, &face->passed))
		return -EAGAIN;
	struct shm_buffer *buffer = face_free_buffer(face, header.width, header.height);
	if (!buffer)
		return -EBUSY;
	rc = face_file_pixels(fd, &header, buffer->pixels, buffer->stride);
	if (rc < 0)
		return rc;
	face->shown = stamp;
	face->shown_ms = link_now_ms();
	face_commit(face, buffer);
	return 0;
}

static gboolean on_poll(gpointer data) {
	struct face *face = data;
	if (!face->surface || link_now_ms() - face->shown_ms < FACE_FRAME_MS)
		return G_SOURCE_CONTINUE;
	int fd = face_file_open(face->path); // each time: media makes a new file with each call
	if (fd < 0)
		return G_SOURCE_CONTINUE;
	face_show_newest(face, fd);
	close(fd);
	return G_SOURCE_CONTINUE;
}

static int64_t wall_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A frame left in the file by the face that ended must not be shown to the next customer: remember it. */
static void face_pass_over(struct face *face, int64_t younger_than_ms) {
	struct face_header header;
	struct face_stamp stamp = {0};
	int fd = face_file_open(face->path);
	if (fd < 0)
		return;
	int rc = face_file_header(fd, &header, &stamp);
	close(fd);
	if ((rc == 0 || rc == -EAGAIN) && stamp.changed_ms < younger_than_ms)
		face->passed = stamp;
}

/* ---- wishes ---- */

static void face_update(struct face *face) {
	bool is_shown = face->is_wanted && face->parent && !box_is_empty(face->rect);
	if (!is_shown) {
		g_clear_handle_id(&face->timer, g_source_remove);
		face_drop_surface(face);
		return;
	}
	if (!face->surface)
		face_make_surface(face);
	wl_subsurface_set_position(face->subsurface, face->rect.x, face->rect.y);
	if (!face->timer)
		face->timer = g_timeout_add(FACE_POLL_MS, on_poll, face);
}

void face_want(struct face *face, bool is_wanted) {
	if (face->is_wanted && !is_wanted)
		face_pass_over(face, INT64_MAX);
	if (!face->is_wanted && is_wanted)
		face_pass_over(face, wall_ms() - FACE_OLD_MS);
	face->wants_presented = is_wanted && (!face->is_wanted || face->wants_presented);
	face->is_wanted = is_wanted;
	face_update(face);
}

void face_place(struct face *face, struct wl_surface *parent, struct box rect) {
	if (face->parent != parent)
		face_drop_surface(face);
	face->parent = parent;
	bool is_resized = face->rect.width != rect.width || face->rect.height != rect.height;
	face->rect = rect;
	if (is_resized || !face->surface)
		face->shown.is_known = false; // the frame that is there is shown again, at its new size
	face_update(face);
}

void face_init(struct face *face, struct wayland *wayland, const char *path, void (*on_face_presented)(void *data, double at_ms), void *data) {
	*face = (struct face){.wayland = wayland, .path = path, .on_presented = on_face_presented, .data = data};
}

void face_destroy(struct face *face) {
	g_clear_handle_id(&face->timer, g_source_remove);
	face_drop_surface(face);
	for (int i = 0; i < FACE_BUFFERS; i++)
		shm_buffer_retire(face->buffers[i]);
}
