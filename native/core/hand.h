/* What the virtual devices hold down, and the events that change it. Whatever is asked in whatever order, the kernel gets a legal
 * stream: a finger that comes down twice is lifted in between; what is not down is neither moved nor lifted. */
#ifndef ALONGSIDE_HAND_H
#define ALONGSIDE_HAND_H

#include <linux/input.h>
#include <stddef.h>
#include <stdint.h>

#include "physical.h"

#define HAND_FINGERS 10
/* Places 0..1 are 0..HAND_SCALE of the device. */
#define HAND_SCALE 65535
#define HAND_MAX_ID 65535
#define HAND_BATCH 128
/* Units of a detent of the wheel, Documentation/input/event-codes.rst. */
#define HAND_DETENT 120

enum hand_device { HAND_TOUCH, HAND_POINTER, HAND_KEYS, HAND_DEVICES };

/* Takes whole frames, each ending in SYN_REPORT. Returns 0 or -errno. */
typedef int (*hand_write_fn)(void *data, enum hand_device device, const struct input_event *events, size_t count);

struct hand_finger {
	uint64_t born; // 0 while it is up; the oldest is the one that ABS_X and ABS_Y follow
	int x, y;
};

struct hand {
	hand_write_fn write;
	void *data;
	uint64_t born;
	struct hand_finger fingers[HAND_FINGERS];
	uint8_t keys[KEY_CNT / 8]; // of the keyboard, and the buttons of the pointer
	int wheel_rest[2];         // across, down: less than one detent
	struct input_event batch[HAND_BATCH];
	size_t batch_size;
};

void hand_init(struct hand *hand, hand_write_fn write, void *data);

/* Each returns 0 or -errno of the write; -EINVAL for a finger, button or key that the devices do not have. */
int hand_touch(struct hand *hand, int finger, enum touch_phase phase, double x, double y);
int hand_move(struct hand *hand, double x, double y);
/* BTN_LEFT, BTN_RIGHT, BTN_MIDDLE. */
int hand_button(struct hand *hand, int code, bool is_down);
/* 1/120 of a detent; right and down positive. */
int hand_wheel(struct hand *hand, int dx, int dy);
int hand_key(struct hand *hand, int code, bool is_down);
/* Lifts every finger, button and key; goes on after an error, and returns the first. */
int hand_release(struct hand *hand);

#endif
