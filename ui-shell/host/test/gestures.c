#include "check.h"
#include "grip.h"
#include "swipe.h"

static void swipe_of(struct swipe *swipe, double x, double y) {
	swipe_init(swipe, SWIPE_DOWN);
	swipe_down(swipe, 0, x, y);
}

static void completes_at_its_length(void) {
	struct swipe swipe;
	swipe_of(&swipe, 600, 3);
	CHECK(!swipe_motion(&swipe, 0, 600, 3 + SWIPE_LENGTH_PX - 1));
	CHECK(swipe_motion(&swipe, 0, 640, 3 + SWIPE_LENGTH_PX));
	CHECK(!swipe_motion(&swipe, 0, 640, 500)); // once per gesture
}

static void refuses_slanted_and_upward(void) {
	struct swipe swipe;
	swipe_of(&swipe, 600, 3);
	CHECK(!swipe_motion(&swipe, 0, 600 + 200, 3 + 150));
	CHECK(swipe_motion(&swipe, 0, 600 + 140, 3 + 150)); // it straightened out
	swipe_of(&swipe, 600, 300);
	CHECK(!swipe_motion(&swipe, 0, 600, 0));
}

static void follows_one_finger(void) {
	struct swipe swipe;
	swipe_of(&swipe, 600, 3);
	swipe_down(&swipe, 1, 100, 3);
	CHECK(!swipe_motion(&swipe, 1, 100, 400));
	swipe_up(&swipe, 1);
	CHECK(swipe_motion(&swipe, 0, 600, 200));
	swipe_of(&swipe, 600, 3);
	swipe_up(&swipe, 0);
	CHECK(!swipe_motion(&swipe, 0, 600, 400));
	swipe_of(&swipe, 600, 3);
	swipe_cancel(&swipe);
	CHECK(!swipe_motion(&swipe, 0, 600, 400));
}

static void swipes_up_too(void) {
	struct swipe swipe;
	swipe_init(&swipe, SWIPE_UP);
	swipe_down(&swipe, -1, 600, 420);
	CHECK(!swipe_motion(&swipe, -1, 600, 500));
	CHECK(swipe_motion(&swipe, -1, 600, 300));
}

static void taps_where_it_landed(void) {
	struct grip grip;
	grip_init(&grip);
	CHECK(grip_down(&grip, 0, 100, 100, true).verdict == GRIP_KEPT);
	CHECK(grip_motion(&grip, 0, 104, 103).verdict == GRIP_KEPT);
	CHECK(grip_up(&grip, 0).verdict == GRIP_TAP);
	CHECK(grip.state == GRIP_IDLE);
}

static void leaves_others_to_the_page(void) {
	struct grip grip;
	grip_init(&grip);
	CHECK(grip_down(&grip, 0, 100, 100, false).verdict == GRIP_PAGE);
	CHECK(grip_motion(&grip, 0, 300, 300).verdict == GRIP_PAGE);
	CHECK(grip_up(&grip, 0).verdict == GRIP_PAGE);
}

static void drags_past_the_slack(void) {
	struct grip grip;
	grip_init(&grip);
	grip_down(&grip, 0, 100, 100, true);
	struct grip_result result = grip_motion(&grip, 0, 90, 130);
	CHECK(result.verdict == GRIP_MOVE && result.dx == -10 && result.dy == 30);
	CHECK(grip.state == GRIP_DRAGGING);
	CHECK(grip_motion(&grip, 0, 101, 101).verdict == GRIP_MOVE); // also back into the slack
	CHECK(grip_up(&grip, 0).verdict == GRIP_DROPPED);
	CHECK(grip_up(&grip, 0).verdict == GRIP_PAGE);
}

static void pinches_with_two(void) {
	struct grip grip;
	grip_init(&grip);
	grip_down(&grip, 0, 100, 100, true);
	CHECK(grip_down(&grip, 1, 200, 100, false).verdict == GRIP_KEPT); // wherever the second lands
	CHECK(grip_motion(&grip, 1, 190, 100).verdict == GRIP_KEPT);
	CHECK(grip_motion(&grip, 1, 170, 100).verdict == GRIP_SHRINK);
	CHECK(grip_motion(&grip, 1, 400, 100).verdict == GRIP_KEPT); // once per gesture
	CHECK(grip_up(&grip, 0).verdict == GRIP_KEPT);
	CHECK(grip_motion(&grip, 1, 300, 300).verdict == GRIP_KEPT); // the rest of it moves nothing
	CHECK(grip_up(&grip, 1).verdict == GRIP_KEPT);
	CHECK(grip.state == GRIP_IDLE);
	grip_down(&grip, 3, 100, 100, true);
	grip_down(&grip, 4, 150, 100, true);
	CHECK(grip_motion(&grip, 4, 170, 100).verdict == GRIP_GROW);
}

static void takes_over_a_finger_of_the_page(void) {
	struct grip grip;
	grip_init(&grip);
	CHECK(grip_down(&grip, 2, 50, 50, false).verdict == GRIP_PAGE);
	grip_take(&grip, 2, 50, 50);
	CHECK(grip_motion(&grip, 2, 52, 50).verdict == GRIP_MOVE);
	CHECK(grip_up(&grip, 2).verdict == GRIP_DROPPED);
}

/* Whatever comes in whatever order, every finger that left is forgotten. */
static void comes_to_rest_after_any_order(void) {
	uint32_t seed = 7;
	struct grip grip;
	grip_init(&grip);
	for (int i = 0; i < 20000; i++) {
		int id = (int)(check_random(&seed) % 4);
		double x = check_random(&seed) % 1280, y = check_random(&seed) % 800;
		switch (check_random(&seed) % 4) {
		case 0: grip_down(&grip, id, x, y, check_random(&seed) % 2); break;
		case 1: grip_up(&grip, id); break;
		case 2: grip_take(&grip, id, x, y); break;
		default: grip_motion(&grip, id, x, y);
		}
		if (i % 50 == 49) {
			for (int k = 0; k < 8; k++)
				grip_up(&grip, k % 4);
			CHECK(grip.state == GRIP_IDLE);
		}
	}
}

int main(void) {
	check("a swipe completes at its length, once", completes_at_its_length);
	check("a swipe is refused while slanted or upward", refuses_slanted_and_upward);
	check("a swipe follows the finger that began it", follows_one_finger);
	check("a swipe up closes", swipes_up_too);
	check("the grip taps where the finger landed", taps_where_it_landed);
	check("the grip leaves other fingers to the page", leaves_others_to_the_page);
	check("the grip drags past the slack", drags_past_the_slack);
	check("two fingers pinch", pinches_with_two);
	check("the page may hand over its finger", takes_over_a_finger_of_the_page);
	check("the grip comes to rest after any order of events", comes_to_rest_after_any_order);
	return 0;
}
