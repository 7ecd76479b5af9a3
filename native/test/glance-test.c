/* What a look at the glass finds, and that nothing of the picture stays. */
#include "glance.h"

#include "check.h"

#define WIDTH 8
#define HEIGHT 4

static uint32_t pixels[HEIGHT][WIDTH];
static struct picture picture = {(uint8_t *)pixels, WIDTH, HEIGHT, 4 * WIDTH, PICTURE_BGRX};

/* A glass of one colour, but for one pixel where `other` is not zero. Returns what the look has to tell. */
static bool look(struct glance *glance, int x, int y, uint32_t other) {
	for (int row = 0; row < HEIGHT; row++)
		for (int column = 0; column < WIDTH; column++)
			pixels[row][column] = 0xff102030;
	if (other)
		pixels[y][x] = other;
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
	CHECK(look(&glance, 3, 2, 0xff000000) && !glance.is_blank);
	CHECK(!look(&glance, 0, 0, 0) && !glance.is_blank);
}

static void finds_a_single_other_pixel_anywhere(void) {
	static const int places[][2] = {{0, 0}, {1, 0}, {WIDTH - 1, 0}, {0, 1}, {WIDTH - 1, HEIGHT - 1}};
	struct glance glance;
	glance_init(&glance, GLANCE_PERIOD_MS, 0);
	for (int time = 0; time < 3; time++)
		for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
			look(&glance, places[i][0], places[i][1], 0xff102031);
			CHECK(!glance.is_blank);
		}
}

int main(void) {
	tells_of_one_colour_the_second_time();
	finds_a_single_other_pixel_anywhere();
	return check_failures();
}
