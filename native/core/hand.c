#include "hand.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "key-table.h"

void hand_init(struct hand *hand, hand_write_fn write, void *data) {
	*hand = (struct hand){.write = write, .data = data};
}

static void hand_put(struct hand *hand, int type, int code, int value) {
	// The kernel puts in the time.
	hand->batch[hand->batch_size++] = (struct input_event){.type = (uint16_t)type, .code = (uint16_t)code, .value = value};
}

static int hand_flush(struct hand *hand, enum hand_device device) {
	hand_put(hand, EV_SYN, SYN_REPORT, 0);
	size_t count = hand->batch_size;
	hand->batch_size = 0;
	return hand->write(hand->data, device, hand->batch, count);
}

static int hand_place(double place) {
	// NaN becomes 0.
	return place > 0 ? (int)lround(fmin(place, 1) * HAND_SCALE) : 0;
}

static const struct hand_finger *hand_oldest(const struct hand *hand) {
	const struct hand_finger *oldest = NULL;
	for (int i = 0; i < HAND_FINGERS; i++) {
		const struct hand_finger *finger = &hand->fingers[i];
		if (finger->born > 0 && (!oldest || finger->born < oldest->born))
			oldest = finger;
	}
	return oldest;
}

/* What programs see that know one finger only. */
static void hand_put_single(struct hand *hand, bool was_down) {
	const struct hand_finger *oldest = hand_oldest(hand);
	if (!oldest != !was_down)
		hand_put(hand, EV_KEY, BTN_TOUCH, oldest != NULL);
	if (!oldest)
		return;
	hand_put(hand, EV_ABS, ABS_X, oldest->x);
	hand_put(hand, EV_ABS, ABS_Y, oldest->y);
}

static void hand_put_lift(struct hand *hand, int index) {
	hand->fingers[index].born = 0;
	hand_put(hand, EV_ABS, ABS_MT_SLOT, index);
	hand_put(hand, EV_ABS, ABS_MT_TRACKING_ID, -1);
}

static int hand_lift(struct hand *hand, int index) {
	hand_put_lift(hand, index);
	hand_put_single(hand, true);
	return hand_flush(hand, HAND_TOUCH);
}

static int hand_put_down_or_move(struct hand *hand, int index, bool is_new, double x, double y) {
	struct hand_finger *finger = &hand->fingers[index];
	bool was_down = hand_oldest(hand) != NULL;
	hand_put(hand, EV_ABS, ABS_MT_SLOT, index);
	if (is_new) {
		finger->born = ++hand->born;
		hand_put(hand, EV_ABS, ABS_MT_TRACKING_ID, (int)(finger->born % (HAND_MAX_ID + 1)));
	}
	finger->x = hand_place(x);
	finger->y = hand_place(y);
	hand_put(hand, EV_ABS, ABS_MT_POSITION_X, finger->x);
	hand_put(hand, EV_ABS, ABS_MT_POSITION_Y, finger->y);
	hand_put_single(hand, was_down);
	return hand_flush(hand, HAND_TOUCH);
}

int hand_touch(struct hand *hand, int finger, enum touch_phase phase, double x, double y) {
	if (finger < 0 || finger >= HAND_FINGERS)
		return -EINVAL;
	bool is_down = hand->fingers[finger].born > 0;
	int rc = 0;
	switch (phase) {
	case TOUCH_DOWN:
		if (is_down)
			rc = hand_lift(hand, finger);
		return rc < 0 ? rc : hand_put_down_or_move(hand, finger, true, x, y);
	case TOUCH_MOVE:
		return is_down ? hand_put_down_or_move(hand, finger, false, x, y) : 0;
	case TOUCH_UP:
		return is_down ? hand_lift(hand, finger) : 0;
	}
	return -EINVAL;
}

int hand_move(struct hand *hand, double x, double y) {
	hand_put(hand, EV_ABS, ABS_X, hand_place(x));
	hand_put(hand, EV_ABS, ABS_Y, hand_place(y));
	return hand_flush(hand, HAND_POINTER);
}

static bool hand_holds(const struct hand *hand, int code) {
	return hand->keys[code / 8] >> code % 8 & 1;
}

static int hand_set_key(struct hand *hand, enum hand_device device, int code, bool is_down) {
	if (hand_holds(hand, code) == is_down)
		return 0;
	hand->keys[code / 8] ^= (uint8_t)(1 << code % 8);
	hand_put(hand, EV_KEY, code, is_down);
	return hand_flush(hand, device);
}

int hand_button(struct hand *hand, int code, bool is_down) {
	return code >= BTN_LEFT && code <= BTN_MIDDLE ? hand_set_key(hand, HAND_POINTER, code, is_down) : -EINVAL;
}

int hand_key(struct hand *hand, int code, bool is_down) {
	return key_table_has(code) ? hand_set_key(hand, HAND_KEYS, code, is_down) : -EINVAL;
}

/* Fine steps, and whole detents for programs that know only those. */
static void hand_put_wheel(struct hand *hand, int fine_code, int code, int *rest, int value) {
	if (value == 0)
		return;
	// A turn back starts afresh, as the wheels of real mice do.
	if ((value > 0) != (*rest > 0))
		*rest = 0;
	*rest += value;
	hand_put(hand, EV_REL, fine_code, value);
	if (*rest / HAND_DETENT != 0)
		hand_put(hand, EV_REL, code, *rest / HAND_DETENT);
	*rest %= HAND_DETENT;
}

int hand_wheel(struct hand *hand, int dx, int dy) {
	if (abs(dx) > INT16_MAX + 1 || abs(dy) > INT16_MAX + 1)
		return -EINVAL;
	hand_put_wheel(hand, REL_HWHEEL_HI_RES, REL_HWHEEL, &hand->wheel_rest[0], dx);
	// Away from the person is positive there.
	hand_put_wheel(hand, REL_WHEEL_HI_RES, REL_WHEEL, &hand->wheel_rest[1], -dy);
	return hand->batch_size > 0 ? hand_flush(hand, HAND_POINTER) : 0;
}

static int hand_release_keys(struct hand *hand, enum hand_device device, int from, int to) {
	int first = 0;
	for (int code = from; code <= to; code++) {
		int rc = hand_holds(hand, code) ? hand_set_key(hand, device, code, false) : 0;
		first = first < 0 ? first : rc;
	}
	return first;
}

static int hand_release_fingers(struct hand *hand) {
	bool was_down = hand_oldest(hand) != NULL;
	for (int i = 0; i < HAND_FINGERS; i++) {
		if (hand->fingers[i].born > 0)
			hand_put_lift(hand, i);
	}
	if (!was_down)
		return 0;
	hand_put_single(hand, true);
	return hand_flush(hand, HAND_TOUCH);
}

int hand_release(struct hand *hand) {
	int results[] = {
		hand_release_fingers(hand),
		hand_release_keys(hand, HAND_POINTER, BTN_LEFT, BTN_MIDDLE),
		hand_release_keys(hand, HAND_KEYS, 1, BTN_MISC - 1),
	};
	memset(hand->wheel_rest, 0, sizeof hand->wheel_rest);
	return results[0] < 0 ? results[0] : results[1] < 0 ? results[1] : results[2];
}
