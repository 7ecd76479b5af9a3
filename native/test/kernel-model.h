/* What the kernel holds after a stream of input_event, with every rule of the type B protocol checked on the way: for tests. */
#ifndef ALONGSIDE_KERNEL_MODEL_H
#define ALONGSIDE_KERNEL_MODEL_H

#include <linux/input.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "check.h"
#include "hand.h"
#include "key-table.h"

struct kernel_model {
	int slot, ids[HAND_FINGERS], xs[HAND_FINGERS], ys[HAND_FINGERS];
	bool touches, is_held[KEY_CNT];
	int held, frames, wheel[2], fine_wheel[2], x, y;
	struct input_event last[HAND_BATCH];
	size_t last_count;
};

static inline int kernel_fingers(const struct kernel_model *model) {
	int count = 0;
	for (int i = 0; i < HAND_FINGERS; i++)
		count += model->ids[i] >= 0;
	return count;
}

static inline void kernel_init(struct kernel_model *model) {
	*model = (struct kernel_model){0};
	memset(model->ids, 0xff, sizeof model->ids);
}

static inline void kernel_key(struct kernel_model *model, enum hand_device device, const struct input_event *event) {
	CHECK(event->value == 0 || event->value == 1);
	CHECK(device == HAND_TOUCH ? event->code == BTN_TOUCH : device == HAND_POINTER ? event->code >= BTN_LEFT && event->code <= BTN_MIDDLE
		: key_table_has(event->code));
	CHECK(model->is_held[event->code] != event->value);
	model->is_held[event->code] = event->value;
	model->held += event->value ? 1 : -1;
}

static inline void kernel_absolute(struct kernel_model *model, enum hand_device device, const struct input_event *event) {
	int value = event->value;
	CHECK(device != HAND_KEYS && (event->code == ABS_MT_TRACKING_ID ? value >= -1 && value <= HAND_MAX_ID : value >= 0 && value <= HAND_SCALE));
	switch (event->code) {
	case ABS_MT_SLOT:
		CHECK(value < HAND_FINGERS);
		model->slot = value;
		break;
	case ABS_MT_TRACKING_ID:
		CHECK((model->ids[model->slot] >= 0) == (value < 0));
		for (int i = 0; value >= 0 && i < HAND_FINGERS; i++)
			CHECK(model->ids[i] != value);
		model->ids[model->slot] = value;
		break;
	case ABS_MT_POSITION_X:
	case ABS_MT_POSITION_Y:
		CHECK(model->ids[model->slot] >= 0);
		*(event->code == ABS_MT_POSITION_X ? &model->xs[model->slot] : &model->ys[model->slot]) = value;
		break;
	case ABS_X:
		model->x = value;
		break;
	case ABS_Y:
		model->y = value;
		break;
	default:
		CHECK(!"an axis of ours");
	}
}

static inline void kernel_relative(struct kernel_model *model, const struct input_event *event) {
	switch (event->code) {
	case REL_HWHEEL:
		model->wheel[0] += event->value;
		break;
	case REL_WHEEL:
		model->wheel[1] += event->value;
		break;
	case REL_HWHEEL_HI_RES:
		model->fine_wheel[0] += event->value;
		break;
	case REL_WHEEL_HI_RES:
		model->fine_wheel[1] += event->value;
		break;
	default:
		CHECK(!"a wheel");
	}
}

/* As hand_write_fn: `data` is the model. */
static inline int kernel_write(void *data, enum hand_device device, const struct input_event *events, size_t count) {
	struct kernel_model *model = data;
	CHECK(count > 1 && count <= HAND_BATCH);
	for (size_t i = 0; i < count; i++) {
		const struct input_event *event = &events[i];
		bool is_last = i + 1 == count;
		CHECK((event->type == EV_SYN && event->code == SYN_REPORT) == is_last);
		if (event->type == EV_KEY)
			kernel_key(model, device, event);
		else if (event->type == EV_ABS)
			kernel_absolute(model, device, event);
		else if (event->type == EV_REL)
			kernel_relative(model, event);
	}
	CHECK(model->is_held[BTN_TOUCH] == (kernel_fingers(model) > 0));
	memcpy(model->last, events, count * sizeof *events);
	model->last_count = count;
	model->frames++;
	return 0;
}

#endif
