#include "frames.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "i420.h"
#include "strip.h"

struct frames_header {
	uint32_t magic, version, width, height, strip_rows, slots, slot_bytes;
};

struct frames_slot {
	_Atomic uint32_t generation; // odd while the slot is being written
	uint32_t frame;
	uint64_t capture_ns;
};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is little endian");
_Static_assert(FRAMES_SLOT_HEADER_AT + FRAMES_SLOTS * FRAMES_SLOT_HEADER_BYTES <= FRAMES_HEADER_BYTES, "slots fit the header page");

static struct frames_slot *frames_slot(const struct frames *frames, int slot) {
	return (struct frames_slot *)(frames->memory + FRAMES_SLOT_HEADER_AT + FRAMES_SLOT_HEADER_BYTES * (size_t)slot);
}

uint8_t *frames_picture(const struct frames *frames, int slot) {
	return frames->memory + FRAMES_HEADER_BYTES + frames->slot_bytes * (size_t)slot;
}

size_t frames_picture_bytes(const struct frames *frames) {
	return i420_size(frames->width, frames->height + frames->strip_rows);
}

static int frames_map_new(struct frames *frames, int fd) {
	// Asked for now, so that a full disk is an error here and not a SIGBUS later.
	int rc = posix_fallocate(fd, 0, (off_t)frames->size);
	if (rc != 0)
		return -rc;
	if (fchmod(fd, 0640) < 0)
		return -errno;
	void *memory = mmap(NULL, frames->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	frames->memory = memory;
	*(struct frames_header *)memory = (struct frames_header){FRAMES_MAGIC, FRAMES_VERSION, (uint32_t)frames->width,
		(uint32_t)frames->height, (uint32_t)frames->strip_rows, (uint32_t)frames->slots, (uint32_t)frames->slot_bytes};
	return 0;
}

int frames_create(struct frames *frames, const char *path, int width, int height) {
	char unfinished[PATH_MAX];
	*frames = (struct frames){.width = width, .height = height, .strip_rows = STRIP_ROWS, .slots = FRAMES_SLOTS};
	if (width < STRIP_MIN_WIDTH || height < 2 || width > FRAMES_MAX_SIDE || height > FRAMES_MAX_SIDE || width % 2 || height % 2)
		return -EINVAL;
	if (snprintf(unfinished, sizeof unfinished, "%s.new", path) >= (int)sizeof unfinished)
		return -ENAMETOOLONG;
	frames->slot_bytes = (frames_picture_bytes(frames) + 63) & ~(size_t)63;
	frames->size = FRAMES_HEADER_BYTES + frames->slot_bytes * FRAMES_SLOTS;
	unlink(unfinished);
	int fd = open(unfinished, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	int rc = frames_map_new(frames, fd);
	close(fd);
	if (rc == 0 && rename(unfinished, path) < 0)
		rc = -errno;
	if (rc < 0) {
		unlink(unfinished);
		frames_close(frames);
	}
	return rc;
}

uint8_t *frames_begin(struct frames *frames, int slot) {
	struct frames_slot *header = frames_slot(frames, slot);
	uint32_t generation = atomic_load_explicit(&header->generation, memory_order_relaxed);
	atomic_store_explicit(&header->generation, generation | 1, memory_order_relaxed);
	// The picture's bytes must not become visible before the odd generation does.
	atomic_thread_fence(memory_order_release);
	return frames_picture(frames, slot);
}

uint32_t frames_end(struct frames *frames, int slot, uint32_t frame, uint64_t capture_ns) {
	struct frames_slot *header = frames_slot(frames, slot);
	uint32_t generation = (atomic_load_explicit(&header->generation, memory_order_relaxed) | 1) + 1;
	header->frame = frame;
	header->capture_ns = capture_ns;
	atomic_store_explicit(&header->generation, generation, memory_order_release);
	return generation;
}

static int frames_check(struct frames *frames) {
	const struct frames_header *header = (const struct frames_header *)frames->memory;
	if (header->magic != FRAMES_MAGIC || header->version != FRAMES_VERSION)
		return -EPROTO;
	if (header->width < 2 || header->width > FRAMES_MAX_SIDE || header->width % 2)
		return -EPROTO;
	if (header->height < 2 || header->height > FRAMES_MAX_SIDE || header->height % 2 || header->strip_rows != STRIP_ROWS)
		return -EPROTO;
	frames->width = (int)header->width;
	frames->height = (int)header->height;
	frames->strip_rows = (int)header->strip_rows;
	frames->slots = (int)header->slots;
	frames->slot_bytes = header->slot_bytes;
	bool is_complete = header->slots == FRAMES_SLOTS && frames->slot_bytes >= frames_picture_bytes(frames) &&
		frames->size >= FRAMES_HEADER_BYTES + frames->slot_bytes * FRAMES_SLOTS;
	return is_complete ? 0 : -EPROTO;
}

int frames_open(struct frames *frames, const char *path) {
	*frames = (struct frames){0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	struct stat status;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size < FRAMES_HEADER_BYTES) {
		close(fd);
		return -EPROTO;
	}
	frames->size = (size_t)status.st_size;
	// Private and writable: the writer's bytes are seen, and a stray write neither reaches the file nor kills the reader.
	void *memory = mmap(NULL, frames->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
	int rc = memory == MAP_FAILED ? -errno : 0;
	close(fd);
	if (rc < 0)
		return rc;
	frames->memory = memory;
	rc = frames_check(frames);
	if (rc < 0)
		frames_close(frames);
	return rc;
}

uint32_t frames_generation(const struct frames *frames, int slot) {
	// The fence orders a reader's copy before its second look, as in a seqlock.
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&frames_slot(frames, slot)->generation, memory_order_acquire);
}

void frames_close(struct frames *frames) {
	if (frames->memory)
		munmap(frames->memory, frames->size);
	frames->memory = NULL;
}

static void frame_put(uint8_t *bytes, int size, uint64_t value) {
	for (int i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t frame_get(const uint8_t *bytes, int size) {
	uint64_t value = 0;
	for (int i = 0; i < size; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	return value;
}

void frame_notice_encode(const struct frame_notice *notice, uint8_t bytes[FRAME_NOTICE_BYTES]) {
	frame_put(bytes, 4, notice->frame);
	frame_put(bytes + 4, 4, notice->slot);
	frame_put(bytes + 8, 4, notice->generation);
	frame_put(bytes + 12, 4, notice->flags);
	frame_put(bytes + 16, 8, notice->capture_ns);
	frame_put(bytes + 24, 2, (uint64_t)notice->damage.x);
	frame_put(bytes + 26, 2, (uint64_t)notice->damage.y);
	frame_put(bytes + 28, 2, (uint64_t)notice->damage.width);
	frame_put(bytes + 30, 2, (uint64_t)notice->damage.height);
}

void frame_notice_decode(const uint8_t bytes[FRAME_NOTICE_BYTES], struct frame_notice *notice) {
	*notice = (struct frame_notice){
		.frame = (uint32_t)frame_get(bytes, 4),
		.slot = (uint32_t)frame_get(bytes + 4, 4),
		.generation = (uint32_t)frame_get(bytes + 8, 4),
		.flags = (uint32_t)frame_get(bytes + 12, 4),
		.capture_ns = frame_get(bytes + 16, 8),
		.damage = {(int)frame_get(bytes + 24, 2), (int)frame_get(bytes + 26, 2), (int)frame_get(bytes + 28, 2), (int)frame_get(bytes + 30, 2)},
	};
}
