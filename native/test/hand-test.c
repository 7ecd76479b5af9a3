/* hand: whatever is asked, the kernel gets a legal stream, and nothing stays down after a release. */
#include "hand.h"

#include <errno.h>
#include <math.h>

#include "check.h"
#include "kernel-model.h"

static struct kernel_model kernel;
static struct hand hand;

static void begin(void) {
	kernel_init(&kernel);
	hand_init(&hand, kernel_write, &kernel);
}

static void ten_fingers_lifted_in_any_order(void) {
	begin();
	for (int i = 0; i < HAND_FINGERS; i++)
		CHECK(hand_touch(&hand, i, TOUCH_DOWN, i / 9.0, 1 - i / 9.0) == 0);
	CHECK(kernel_fingers(&kernel) == 10 && kernel.xs[9] == HAND_SCALE && kernel.ys[9] == 0);
	static const int order[] = {3, 9, 0, 5, 1, 8, 2, 7, 6, 4};
	for (int i = 0; i < HAND_FINGERS; i++) {
		CHECK(hand_touch(&hand, order[i], TOUCH_UP, 0, 0) == 0);
		CHECK(kernel_fingers(&kernel) == 9 - i);
	}
	CHECK(!kernel.is_held[BTN_TOUCH]);
}

static void what_makes_no_sense_is_put_right(void) {
	begin();
	CHECK(hand_touch(&hand, 2, TOUCH_UP, 0, 0) == 0 && hand_touch(&hand, 2, TOUCH_MOVE, 0.5, 0.5) == 0 && kernel.frames == 0);
	CHECK(hand_touch(&hand, 2, TOUCH_DOWN, 0.5, 0.5) == 0 && kernel.frames == 1);
	int id = kernel.ids[2];
	CHECK(hand_touch(&hand, 2, TOUCH_DOWN, 0.25, 0.25) == 0 && kernel.frames == 3 && kernel.ids[2] != id);
	CHECK(hand_touch(&hand, -1, TOUCH_DOWN, 0, 0) == -EINVAL && hand_touch(&hand, 10, TOUCH_DOWN, 0, 0) == -EINVAL);
	CHECK(hand_touch(&hand, 1, (enum touch_phase)7, 0, 0) == -EINVAL);
	CHECK(hand_key(&hand, KEY_A, false) == 0 && kernel.frames == 3);
	CHECK(hand_key(&hand, KEY_A, true) == 0 && hand_key(&hand, KEY_A, true) == 0 && kernel.frames == 4);
	CHECK(hand_wheel(&hand, 0, 0) == 0 && kernel.frames == 4);
	CHECK(hand_move(&hand, NAN, -INFINITY) == 0 && kernel.x == 0 && kernel.y == 0);
	CHECK(hand_move(&hand, INFINITY, 2) == 0 && kernel.x == HAND_SCALE && kernel.y == HAND_SCALE);
}

static void keys_of_the_machine_are_not_there(void) {
	begin();
	static const int never[] = {KEY_POWER, KEY_SLEEP, KEY_SYSRQ, KEY_F1, KEY_F12, KEY_SUSPEND, KEY_CAPSLOCK, KEY_NUMLOCK, KEY_RESERVED, BTN_TOUCH, BTN_LEFT, KEY_MAX, -1, KEY_CNT};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		CHECK(hand_key(&hand, never[i], true) == -EINVAL);
	CHECK(hand_button(&hand, KEY_A, true) == -EINVAL && hand_button(&hand, BTN_SIDE, true) == -EINVAL);
	CHECK(kernel.frames == 0);
}

static void one_finger_programs_follow_the_oldest(void) {
	begin();
	hand_touch(&hand, 4, TOUCH_DOWN, 0.5, 0.5);
	hand_touch(&hand, 0, TOUCH_DOWN, 1, 1);
	CHECK(kernel.x == 32768);
	hand_touch(&hand, 0, TOUCH_MOVE, 0, 0);
	CHECK(kernel.x == 32768);
	hand_touch(&hand, 4, TOUCH_UP, 0, 0);
	CHECK(kernel.x == 0 && kernel.is_held[BTN_TOUCH]);
}

static void the_wheel_keeps_what_is_less_than_a_detent(void) {
	begin();
	for (int i = 0; i < 5; i++)
		hand_wheel(&hand, 30, 60);
	CHECK(kernel.fine_wheel[0] == 150 && kernel.wheel[0] == 1);
	CHECK(kernel.fine_wheel[1] == -300 && kernel.wheel[1] == -2); // down is towards the person
	hand_wheel(&hand, -90, 0);
	CHECK(kernel.wheel[0] == 1);
	hand_wheel(&hand, -30, 0);
	CHECK(kernel.wheel[0] == 0);
	CHECK(hand_wheel(&hand, 40000, 0) == -EINVAL);
}

static void release_lets_go_of_everything(void) {
	begin();
	hand_touch(&hand, 3, TOUCH_DOWN, 0.1, 0.1);
	hand_touch(&hand, 7, TOUCH_DOWN, 0.2, 0.2);
	for (size_t i = 0; i < key_table_size; i++)
		hand_key(&hand, key_table[i], true);
	hand_button(&hand, BTN_LEFT, true);
	hand_button(&hand, BTN_MIDDLE, true);
	CHECK(kernel.held == (int)key_table_size + 3);
	CHECK(hand_release(&hand) == 0 && kernel.held == 0 && kernel_fingers(&kernel) == 0);
	int frames = kernel.frames;
	CHECK(hand_release(&hand) == 0 && kernel.frames == frames);
}

static int refuse(void *data, enum hand_device device, const struct input_event *events, size_t count) {
	++*(int *)data;
	return device == HAND_TOUCH ? -ENODEV : -EIO;
}

static void release_goes_on_after_an_error(void) {
	int writes = 0;
	hand_init(&hand, refuse, &writes);
	CHECK(hand_touch(&hand, 0, TOUCH_DOWN, 0, 0) == -ENODEV && hand_key(&hand, KEY_A, true) == -EIO && hand_button(&hand, BTN_LEFT, true) == -EIO);
	CHECK(hand_release(&hand) == -ENODEV && writes == 6);
}

static void anything_in_any_order_is_legal(void) {
	uint32_t seed = 20261122;
	begin();
	for (int turn = 0; turn < 200000; turn++) {
		uint32_t r = check_random(&seed);
		double x = (int)(check_random(&seed) % 4000) / 2000.0 - 0.5;
		switch (r % 16) {
		case 0:
			hand_key(&hand, (int)(r >> 8) % 800 - 10, r & 128);
			break;
		case 1:
			hand_button(&hand, BTN_LEFT + (int)(r >> 8) % 4, r & 128);
			break;
		case 2:
			hand_wheel(&hand, (int16_t)(r >> 8), (int16_t)(r >> 16));
			break;
		case 3:
			hand_move(&hand, x, 1 - x);
			break;
		case 4:
			if (r >> 28 == 0)
				hand_release(&hand);
			break;
		default:
			hand_touch(&hand, (int)(r >> 8) % 12 - 1, (enum touch_phase)(r >> 20) % 4, x, 1 - x);
		}
	}
	hand_release(&hand);
	CHECK(kernel.held == 0 && kernel_fingers(&kernel) == 0 && kernel.frames > 50000);
}

int main(void) {
	ten_fingers_lifted_in_any_order();
	what_makes_no_sense_is_put_right();
	keys_of_the_machine_are_not_there();
	one_finger_programs_follow_the_oldest();
	the_wheel_keeps_what_is_less_than_a_detent();
	release_lets_go_of_everything();
	release_goes_on_after_an_error();
	anything_in_any_order_is_legal();
	return check_failures();
}
