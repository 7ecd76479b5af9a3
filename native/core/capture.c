#include "capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "turn.h"
#include "wlr-screencopy-unstable-v1-client-protocol.h"

/* A presentation time further from now than this is of another clock. */
#define TIME_MAX_AGE_NS 1000000000ULL

static bool capture_format(uint32_t shm_format, enum picture_format *format) {
	switch (shm_format) {
	case WL_SHM_FORMAT_XRGB8888:
	case WL_SHM_FORMAT_ARGB8888:
		*format = PICTURE_BGRX;
		return true;
	case WL_SHM_FORMAT_XBGR8888:
	case WL_SHM_FORMAT_ABGR8888:
		*format = PICTURE_RGBX;
		return true;
	default:
		return false;
	}
}

static void capture_buffer_destroy(struct capture_buffer *buffer) {
	if (buffer->proxy)
		wl_buffer_destroy(buffer->proxy);
	if (buffer->picture.pixels)
		munmap(buffer->picture.pixels, buffer->size);
	free(buffer->upright.pixels);
	*buffer = (struct capture_buffer){0};
}

static int capture_buffer_map(struct capture_buffer *buffer, struct wl_shm *shm, int fd) {
	struct picture *picture = &buffer->picture;
	if (ftruncate(fd, (off_t)buffer->size) < 0)
		return -errno;
	void *pixels = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pixels == MAP_FAILED)
		return -errno;
	picture->pixels = pixels;
	struct wl_shm_pool *pool = wl_shm_create_pool(shm, fd, (int32_t)buffer->size);
	buffer->proxy = wl_shm_pool_create_buffer(pool, 0, picture->width, picture->height, picture->stride, buffer->shm_format);
	wl_shm_pool_destroy(pool);
	return 0;
}

static int capture_buffer_turn(struct capture_buffer *buffer) {
	const struct picture *picture = &buffer->picture;
	if (buffer->transform == TURN_NORMAL)
		return 0;
	struct box turned = turn_box((struct box){0, 0, picture->width, picture->height}, buffer->transform, picture->width, picture->height);
	buffer->upright = (struct picture){
		.width = turned.width, .height = turned.height, .stride = 4 * turned.width, .format = picture->format};
	buffer->behind = (struct box){0, 0, picture->width, picture->height};
	buffer->upright.pixels = malloc((size_t)buffer->upright.stride * (size_t)turned.height);
	return buffer->upright.pixels ? 0 : -ENOMEM;
}

/* What a person sees. */
static struct picture *capture_buffer_seen(struct capture_buffer *buffer) {
	return buffer->transform == TURN_NORMAL ? &buffer->picture : &buffer->upright;
}

static int capture_buffer_init(struct capture_buffer *buffer, const struct capture *capture) {
	*buffer = (struct capture_buffer){
		.transform = capture->output->transform,
		.shm_format = capture->offered_format,
		.size = (size_t)capture->offered_stride * (size_t)capture->offered_height,
		.picture = {.width = capture->offered_width, .height = capture->offered_height, .stride = capture->offered_stride},
	};
	capture_format(buffer->shm_format, &buffer->picture.format);
	int fd = memfd_create("alongside-capture", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = capture_buffer_map(buffer, capture->shm, fd);
	close(fd);
	rc = rc < 0 ? rc : capture_buffer_turn(buffer);
	if (rc < 0)
		capture_buffer_destroy(buffer);
	return rc;
}

static bool capture_buffer_fits(const struct capture_buffer *buffer, const struct capture *capture) {
	return buffer->proxy && buffer->transform == capture->output->transform && buffer->shm_format == capture->offered_format && buffer->picture.width == capture->offered_width &&
		buffer->picture.height == capture->offered_height && buffer->picture.stride == capture->offered_stride;
}

static void capture_fail(struct capture *capture, const char *why) {
	capture_cancel(capture);
	capture->listener->on_failed(capture->data, why);
}

static void capture_on_buffer(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t format, uint32_t width, uint32_t height,
	uint32_t stride) {
	struct capture *capture = data;
	enum picture_format known;
	capture->offered_format = format;
	capture->offered_width = (int)width;
	capture->offered_height = (int)height;
	capture->offered_stride = (int)stride;
	capture->is_offered = capture_format(format, &known);
}

static void capture_on_linux_dmabuf(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t format, uint32_t width,
	uint32_t height) {
	// Shared memory is what libyuv reads.
}

static void capture_on_buffer_done(void *data, struct zwlr_screencopy_frame_v1 *frame) {
	struct capture *capture = data;
	char why[96];
	if (!capture->is_offered) {
		snprintf(why, sizeof why, "the compositor offers wl_shm format 0x%x; XRGB, ARGB, XBGR or ABGR 8888 is needed",
			capture->offered_format);
		capture_fail(capture, why);
		return;
	}
	struct capture_buffer *buffer = &capture->buffers[capture->next];
	if (!capture_buffer_fits(buffer, capture)) {
		capture_buffer_destroy(buffer);
		int rc = capture_buffer_init(buffer, capture);
		if (rc < 0) {
			capture_fail(capture, strerror(-rc));
			return;
		}
	}
	buffer->is_filled = false;
	if (capture->waits_for_damage)
		zwlr_screencopy_frame_v1_copy_with_damage(frame, buffer->proxy);
	else
		zwlr_screencopy_frame_v1_copy(frame, buffer->proxy);
}

static void capture_on_flags(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t flags) {
	struct capture *capture = data;
	capture->is_inverted = flags & ZWLR_SCREENCOPY_FRAME_V1_FLAGS_Y_INVERT;
}

static void capture_on_damage(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t x, uint32_t y, uint32_t width,
	uint32_t height) {
	struct capture *capture = data;
	capture->damage = box_union(capture->damage, (struct box){(int)x, (int)y, (int)width, (int)height});
}

static uint64_t capture_time(uint32_t sec_hi, uint32_t sec_lo, uint32_t nsec) {
	struct timespec clock;
	clock_gettime(CLOCK_MONOTONIC, &clock);
	uint64_t now = (uint64_t)clock.tv_sec * 1000000000ULL + (uint64_t)clock.tv_nsec;
	uint64_t presented = ((uint64_t)sec_hi << 32 | sec_lo) * 1000000000ULL + nsec;
	return presented <= now && now - presented < TIME_MAX_AGE_NS ? presented : now;
}

/* Brings the upright copy of the new picture up to date. What was painted on it goes with the next whole picture. */
static void capture_turn(struct capture *capture, struct box damage) {
	struct capture_buffer *now = &capture->buffers[capture->next], *before = &capture->buffers[!capture->next];
	if (now->transform == TURN_NORMAL)
		return;
	before->behind = box_union(before->behind, damage);
	turn_picture(&now->picture, box_union(now->behind, damage), now->transform, &now->upright);
	now->behind = (struct box){0};
}

static void capture_on_ready(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t sec_hi, uint32_t sec_lo, uint32_t nsec) {
	struct capture *capture = data;
	if (capture->is_inverted) {
		capture_fail(capture, "the compositor gives pictures upside down; they are needed with the top row first");
		return;
	}
	struct capture_buffer *now = &capture->buffers[capture->next], *before = &capture->buffers[!capture->next];
	if (now->transform != capture->output->transform) {
		capture_fail(capture, "the output was turned meanwhile");
		return;
	}
	bool is_comparable = before->is_filled && capture_buffer_fits(before, capture);
	bool has_damage = capture->waits_for_damage && is_comparable;
	struct box whole = {0, 0, now->picture.width, now->picture.height}, damage = has_damage ? capture->damage : whole;
	struct picture *seen = capture_buffer_seen(now);
	capture_turn(capture, damage);
	struct captured captured = {
		.now = seen,
		.before = is_comparable ? capture_buffer_seen(before) : NULL,
		.damage = turn_box(damage, now->transform, now->picture.width, now->picture.height),
		.time_ns = capture_time(sec_hi, sec_lo, nsec),
	};
	now->is_filled = true;
	capture->next = !capture->next;
	capture_cancel(capture);
	capture->listener->on_captured(capture->data, &captured);
}

static void capture_on_failed(void *data, struct zwlr_screencopy_frame_v1 *frame) {
	capture_fail(data, "the compositor could not copy the output");
}

static const struct zwlr_screencopy_frame_v1_listener capture_frame_listener = {
	.buffer = capture_on_buffer,
	.flags = capture_on_flags,
	.ready = capture_on_ready,
	.failed = capture_on_failed,
	.damage = capture_on_damage,
	.linux_dmabuf = capture_on_linux_dmabuf,
	.buffer_done = capture_on_buffer_done,
};

void capture_init(struct capture *capture, struct wl_shm *shm, struct zwlr_screencopy_manager_v1 *manager, const struct output *output,
	const struct capture_listener *listener, void *data) {
	*capture = (struct capture){.shm = shm, .manager = manager, .output = output, .listener = listener, .data = data};
}

void capture_destroy(struct capture *capture) {
	capture_cancel(capture);
	capture_forget(capture);
}

void capture_forget(struct capture *capture) {
	capture_buffer_destroy(&capture->buffers[0]);
	capture_buffer_destroy(&capture->buffers[1]);
}

void capture_request(struct capture *capture, bool waits_for_damage) {
	capture->waits_for_damage = waits_for_damage;
	capture->is_offered = capture->is_inverted = false;
	capture->damage = (struct box){0};
	// The pointer is not the customer's content, and the agent has one of their own.
	capture->frame = zwlr_screencopy_manager_v1_capture_output(capture->manager, 0, capture->output->proxy);
	zwlr_screencopy_frame_v1_add_listener(capture->frame, &capture_frame_listener, capture);
}

void capture_cancel(struct capture *capture) {
	if (capture->frame)
		zwlr_screencopy_frame_v1_destroy(capture->frame);
	capture->frame = NULL;
}
