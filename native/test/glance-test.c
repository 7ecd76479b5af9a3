/* What a look at the glass finds, and that nothing of the picture stays. */
#include "glance.h"

#include "check.h"

#define WIDTH 100
#define HEIGHT 60

static uint32_t pixels[HEIGHT][WIDTH];
static struct picture picture = {(uint8_t *)pixels, WIDTH, HEIGHT, 4 * WIDTH, PICTURE_BGRX};

/* A glass of one colour, but for a square at a place. Returns what the look has to tell. */
static bool look(struct glance *glance, int x, int y, int size) {
	for (int row = 0; row < HEIGHT; row++)
		for (int column = 0; column < WIDTH; column++)
			pixels[row][column] = 0xff102030;
	for (int row = y; row < y + size && row < HEIGHT; row++)
		for (int column = x; column < x + size && column < WIDTH; column++)
			pixels[row][column] = 0xff102031;
	glance->is_looking = true;
	bool is_new = glance_take(glance, &picture, 1000);
	for (int row = 0; row < HEIGHT; row++)
		for (int column = 0; column < WIDTH; column++)
			CHECK(pixels[row][column] == 0);
	CHECK(!glance->is_looking && glance->next_ms == 1000 + GLANCE_PERIOD_MS);
	return is_new;
}

static void tells_of_one_colour_the_second_time(void) {
	struct glance glance;
	glance_init(&glance, GLANCE_PERIOD_MS, 0);
	CHECK(glance.next_ms == GLANCE_PERIOD_MS && !glance.is_blank);
	CHECK(!look(&glance, 0, 0, 0) && !glance.is_blank);
	CHECK(look(&glance, 0, 0, 0) && glance.is_blank);
	CHECK(!look(&glance, 0, 0, 0) && glance.is_blank);
	CHECK(look(&glance, 3, 2, 49) && !glance.is_blank);
	CHECK(!look(&glance, 0, 0, 0) && !glance.is_blank);
}

static void takes_a_pointer_for_none_wherever_it_is(void) {
	static const int places[][2] = {{0, 0}, {30, 8}, {WIDTH - 48, 0}, {0, HEIGHT - 48}, {WIDTH - 48, HEIGHT - 48}, {WIDTH - 1, HEIGHT - 1}};
	for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct glance glance;
		glance_init(&glance, GLANCE_PERIOD_MS, 0);
		look(&glance, places[i][0], places[i][1], 48);
		CHECK(look(&glance, places[i][0], places[i][1], 48) && glance.is_blank);
	}
}

static void finds_anything_larger(void) {
	struct glance glance;
	glance_init(&glance, GLANCE_PERIOD_MS, 0);
	for (int time = 0; time < 3; time++) {
		look(&glance, 0, 0, 49);
		CHECK(!glance.is_blank);
		look(&glance, WIDTH - 49, HEIGHT - 49, 49);
		CHECK(!glance.is_blank);
	}
}

/* As of a page's words: small, but not all in one place. */
static void finds_two_dots_far_apart(void) {
	struct glance glance;
	glance_init(&glance, GLANCE_PERIOD_MS, 0);
	for (int time = 0; time < 3; time++) {
		for (int i = 0; i < WIDTH * HEIGHT; i++)
			pixels[i / WIDTH][i % WIDTH] = i == 10 || i == 10 + GLANCE_POINTER ? 0xffffffff : 0xff000000;
		glance_take(&glance, &picture, 0);
		CHECK(!glance.is_blank);
	}
}

int main(void) {
	tells_of_one_colour_the_second_time();
	takes_a_pointer_for_none_wherever_it_is();
	finds_anything_larger();
	finds_two_dots_far_apart();
	return check_failures();
}
