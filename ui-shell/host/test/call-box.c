#include "call-box.h"

#include "check.h"

static bool is_on_output(const struct call_box *box) {
	return box->rect.x >= 0 && box->rect.y >= CALL_BOX_TOP_PX && box->rect.x + box->rect.width <= box->output_width &&
		box->rect.y + box->rect.height <= box->output_height;
}

static void starts_top_right(void) {
	struct call_box box;
	call_box_init(&box, 1280, 800);
	CHECK(box_equal(box.rect, (struct box){1280 - 300 - 24, 24, 300, 340}));
}

static void stays_on_the_output(void) {
	struct call_box box;
	call_box_init(&box, 1280, 800);
	call_box_move(&box, -500, -500);
	CHECK(box.rect.x == 0 && box.rect.y == CALL_BOX_TOP_PX); // the edge strip stays free
	call_box_move(&box, 5000, 5000);
	CHECK(box.rect.x == 980 && box.rect.y == 460);
	call_box_set_output(&box, 800, 480);
	CHECK(is_on_output(&box));
}

static void keeps_its_centre_when_resized(void) {
	struct call_box box;
	call_box_init(&box, 1280, 800);
	call_box_move(&box, 400, 300);
	call_box_resize(&box, CALL_BOX_SMALL);
	CHECK(box.rect.x == 450 && box.rect.y == 356 && box.rect.width == 200);
	call_box_resize(&box, CALL_BOX_LARGE);
	CHECK(box.rect.x == 400 && box.rect.y == 300);
}

static void grows_at_its_lower_edge(void) {
	struct call_box box;
	call_box_init(&box, 1280, 800);
	call_box_extend(&box, 124);
	CHECK(box_equal(box.rect, (struct box){956, 24, 300, 464}));
	call_box_resize(&box, CALL_BOX_SMALL);
	CHECK(box.rect.height == 352);
	call_box_extend(&box, 0);
	CHECK(box.rect.height == 228);
	call_box_move(&box, 0, 5000);
	call_box_extend(&box, 1 << 30);
	CHECK(is_on_output(&box) && box.rect.height == 228 + CALL_BOX_EXTRA_PX);
}

static void gives_way_to_the_far_corner(void) {
	struct call_box box;
	call_box_init(&box, 1280, 800);
	CHECK(!call_box_avoid(&box, 956 - 41, 100));
	CHECK(!call_box_avoid(&box, 100, 700));
	CHECK(!call_box_avoid(&box, 1100, 300)); // on its own buttons
	CHECK(call_box_avoid(&box, 956 - 39, 100));
	CHECK(box.rect.x == 24 && box.rect.y == 800 - 340 - 24);
	CHECK(call_box_avoid(&box, 24 + 300 + 20, 700));
	CHECK(box.rect.x == 956 && box.rect.y == 24);
}

static void survives_any_output(void) {
	uint32_t seed = 99;
	for (int i = 0; i < 20000; i++) {
		struct call_box box;
		call_box_init(&box, 1 + (int)(check_random(&seed) % 4000), CALL_BOX_TOP_PX + 1 + (int)(check_random(&seed) % 4000));
		call_box_resize(&box, check_random(&seed) % 2 ? CALL_BOX_SMALL : CALL_BOX_LARGE);
		call_box_extend(&box, (int)(check_random(&seed) % 300) - 50);
		call_box_move(&box, (int)(check_random(&seed) % 9000) - 4000, (int)(check_random(&seed) % 9000) - 4000);
		CHECK(is_on_output(&box));
		call_box_avoid(&box, check_random(&seed) % 4000, check_random(&seed) % 4000);
		call_box_set_output(&box, 1 + (int)(check_random(&seed) % 4000), CALL_BOX_TOP_PX + 1 + (int)(check_random(&seed) % 4000));
		CHECK(is_on_output(&box));
	}
}

int main(void) {
	check("the box starts at the top right", starts_top_right);
	check("the box stays on the output and off the edge strip", stays_on_the_output);
	check("the box keeps its centre when it is resized", keeps_its_centre_when_resized);
	check("the box grows at its lower edge, so that nothing moves from under a finger", grows_at_its_lower_edge);
	check("the box gives way to the corner far from the finger, and only when it is near", gives_way_to_the_far_corner);
	check("the box fits every output", survives_any_output);
	return 0;
}
