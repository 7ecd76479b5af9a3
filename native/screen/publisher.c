#include "publisher.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "i420.h"
#include "strip.h"

#define LUMA_NEUTRAL 128

int publisher_init(struct publisher *publisher, const char *directory, uid_t reader_uid) {
	char socket_path[4096];
	*publisher = (struct publisher){.is_wiped = true};
	snprintf(socket_path, sizeof socket_path, "%s/frames.sock", directory);
	if (snprintf(publisher->path, sizeof publisher->path, "%s/screen.frames", directory) >= (int)sizeof publisher->path)
		return -ENAMETOOLONG;
	// A file of an earlier run would show its last picture.
	unlink(publisher->path);
	return notices_init(&publisher->notices, socket_path, reader_uid);
}

void publisher_destroy(struct publisher *publisher) {
	publisher_wipe(publisher);
	frames_close(&publisher->frames);
	unlink(publisher->path);
	notices_destroy(&publisher->notices);
}

static struct box publisher_whole(const struct publisher *publisher) {
	return (struct box){0, 0, publisher->frames.width, publisher->frames.height};
}

static void publisher_mark(struct publisher *publisher, struct box changed) {
	for (int slot = 0; slot < FRAMES_SLOTS; slot++)
		publisher->behind[slot] = box_union(publisher->behind[slot], changed);
}

int publisher_resize(struct publisher *publisher, int width, int height) {
	struct frames *frames = &publisher->frames;
	if (frames->memory && frames->width == width && frames->height == height)
		return 0;
	publisher_wipe(publisher);
	frames_close(frames);
	int rc = frames_create(frames, publisher->path, width, height);
	if (rc < 0)
		return rc;
	publisher->is_remapped = true;
	publisher->last = (struct frame_notice){0};
	publisher_mark(publisher, publisher_whole(publisher));
	return 0;
}

static void publisher_end(struct publisher *publisher, uint32_t flags, struct box changed, uint64_t time_ns) {
	struct frames *frames = &publisher->frames;
	uint8_t *target = frames_picture(frames, publisher->slot);
	struct strip strip = {publisher->frame, (double)time_ns / 1e6, flags & FRAME_HIDDEN ? STRIP_HIDDEN : 0};
	strip_draw(target, frames->width, frames->height + frames->strip_rows, &strip);
	publisher->last = (struct frame_notice){
		.frame = publisher->frame,
		.slot = (uint32_t)publisher->slot,
		.generation = frames_end(frames, publisher->slot, publisher->frame, time_ns),
		.flags = flags | (publisher->is_remapped ? FRAME_REMAP : 0),
		.capture_ns = time_ns,
		.damage = changed,
	};
	publisher->is_remapped = false;
	notices_publish(&publisher->notices, &publisher->last);
}

static uint8_t *publisher_begin(struct publisher *publisher) {
	publisher->frame++;
	publisher->slot = (publisher->slot + 1) % FRAMES_SLOTS;
	return frames_begin(&publisher->frames, publisher->slot);
}

void publisher_picture(struct publisher *publisher, const struct picture *picture, struct box changed, uint64_t time_ns) {
	struct frames *frames = &publisher->frames;
	publisher_mark(publisher, changed);
	uint8_t *target = publisher_begin(publisher);
	i420_convert(picture, publisher->behind[publisher->slot], target, frames->height + frames->strip_rows);
	publisher->behind[publisher->slot] = (struct box){0};
	publisher->is_wiped = false;
	publisher_end(publisher, 0, changed, time_ns);
}

static void publisher_fill_neutral(struct publisher *publisher, uint8_t *target) {
	int height = publisher->frames.height + publisher->frames.strip_rows;
	i420_fill_rows(target, publisher->frames.width, height, 0, height, LUMA_NEUTRAL);
	publisher->behind[publisher->slot] = publisher_whole(publisher);
}

void publisher_neutral(struct publisher *publisher, uint64_t time_ns) {
	publisher_wipe(publisher);
	publisher_fill_neutral(publisher, publisher_begin(publisher));
	publisher_end(publisher, FRAME_HIDDEN, publisher_whole(publisher), time_ns);
}

void publisher_wipe(struct publisher *publisher) {
	struct frames *frames = &publisher->frames;
	if (publisher->is_wiped || !frames->memory)
		return;
	int height = frames->height + frames->strip_rows;
	struct strip strip = {publisher->frame, (double)publisher->last.capture_ns / 1e6, STRIP_HIDDEN};
	for (int slot = 0; slot < FRAMES_SLOTS; slot++) {
		uint8_t *target = frames_begin(frames, slot);
		i420_fill_rows(target, frames->width, height, 0, height, LUMA_NEUTRAL);
		strip_draw(target, frames->width, height, &strip);
		uint32_t generation = frames_end(frames, slot, publisher->frame, publisher->last.capture_ns);
		if (slot == publisher->slot)
			publisher->last.generation = generation;
	}
	publisher_mark(publisher, publisher_whole(publisher));
	publisher->is_wiped = true;
}

void publisher_accept(struct publisher *publisher) {
	struct frame_notice first = publisher->last;
	first.flags = FRAME_REMAP | (publisher->is_wiped ? FRAME_HIDDEN : 0);
	first.damage = (struct box){0};
	notices_accept(&publisher->notices, first.generation > 0 ? &first : NULL);
}
