/* Puts pictures into the frames file and tells the readers. Four slots in turn; each is brought up to date where it is behind. */
#ifndef ALONGSIDE_PUBLISHER_H
#define ALONGSIDE_PUBLISHER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "frames.h"
#include "notices.h"
#include "picture.h"

struct publisher {
	char path[4096]; // of the frames file
	struct frames frames;
	struct box behind[FRAMES_SLOTS]; // what changed since a slot was written
	int slot;                        // written last
	uint32_t frame;                  // number of the last frame
	bool is_remapped;                // readers must map the file again before the next frame
	bool is_wiped;                   // no slot holds a picture of the screen
	struct frame_notice last;
	struct notices notices;
};

/* `directory` gets screen.frames and frames.sock. Returns 0 or -errno. */
int publisher_init(struct publisher *publisher, const char *directory, uid_t reader_uid);
/* Takes the pictures out of shared memory too. */
void publisher_destroy(struct publisher *publisher);

/* Makes the file anew unless it has this size. Returns 0 or -errno (-EINVAL: sizes must be even, the width ≥ STRIP_MIN_WIDTH). */
int publisher_resize(struct publisher *publisher, int width, int height);
/* Publishes the picture, which differs from the last one within `changed`. */
void publisher_picture(struct publisher *publisher, const struct picture *picture, struct box changed, uint64_t time_ns);
/* Publishes one neutral frame. Needs a size. */
void publisher_neutral(struct publisher *publisher, uint64_t time_ns);
/* Overwrites every slot with a neutral picture, so that nothing of the customer stays in shared memory. Tells nobody. */
void publisher_wipe(struct publisher *publisher);
/* Accepts readers. */
void publisher_accept(struct publisher *publisher);

static inline bool publisher_has_size(const struct publisher *publisher) {
	return publisher->frames.memory != NULL;
}

#endif
