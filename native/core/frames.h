/* Picture frames in shared memory: the layout is in protocol/frames.ts. One writer, readers that map it read-only. */
#ifndef ALONGSIDE_FRAMES_H
#define ALONGSIDE_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "box.h"

#define FRAMES_MAGIC 0x52464c41
#define FRAMES_VERSION 1
#define FRAMES_HEADER_BYTES 4096
#define FRAMES_SLOT_HEADER_AT 1024
#define FRAMES_SLOT_HEADER_BYTES 64
#define FRAMES_SLOTS 4
#define FRAMES_MAX_SIDE 16384
#define FRAME_NOTICE_BYTES 32
/* flags of a notice */
#define FRAME_REMAP 1
#define FRAME_HIDDEN 2

struct frames {
	int width, height; // without the strip
	int strip_rows;
	int slots;
	size_t slot_bytes;
	uint8_t *memory; // NULL while closed
	size_t size;
};

struct frame_notice {
	uint32_t frame, slot, generation, flags;
	uint64_t capture_ns;
	struct box damage;
};

/* Writer. Makes the file beside `path` and renames it there, readable by the directory's group (setgid directory).
 * Sizes are even, the width ≥ STRIP_MIN_WIDTH. Returns 0 or -errno. */
int frames_create(struct frames *frames, const char *path, int width, int height);
/* Marks a slot as being written and returns its picture. */
uint8_t *frames_begin(struct frames *frames, int slot);
/* Ends the writing. Returns the slot's new generation. */
uint32_t frames_end(struct frames *frames, int slot, uint32_t frame, uint64_t capture_ns);

/* Reader. Returns 0, -errno, or -EPROTO when it is not a frames file of this version or not as long as it says. */
int frames_open(struct frames *frames, const char *path);
uint32_t frames_generation(const struct frames *frames, int slot);

/* For both. */
void frames_close(struct frames *frames);
uint8_t *frames_picture(const struct frames *frames, int slot);
size_t frames_picture_bytes(const struct frames *frames);

void frame_notice_encode(const struct frame_notice *notice, uint8_t bytes[FRAME_NOTICE_BYTES]);
void frame_notice_decode(const uint8_t bytes[FRAME_NOTICE_BYTES], struct frame_notice *notice);

#endif
