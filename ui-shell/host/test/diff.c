#include "diff.h"

#include <string.h>

#include "check.h"

#define WIDTH 200
#define HEIGHT 120
#define STRIDE (WIDTH * 4)

static uint8_t a[STRIDE * HEIGHT], b[STRIDE * HEIGHT];

static void paint(struct box r) {
	for (int y = r.y; y < r.y + r.height; y++)
		memset(b + y * STRIDE + r.x * 4, 0x55, (size_t)r.width * 4);
}

static bool covers(const struct diff *diff, int x, int y) {
	for (int i = 0; i < diff->count; i++) {
		const struct box *r = &diff->bands[i];
		if (x >= r->x && x < r->x + r->width && y >= r->y && y < r->y + r->height)
			return true;
	}
	return false;
}

static void finds_nothing_in_equal_pictures(void) {
	struct diff diff;
	memset(b, 0, sizeof b);
	diff_find(&diff, a, STRIDE, b, STRIDE, WIDTH, HEIGHT);
	CHECK(diff.count == 0);
}

static void keeps_far_changes_apart(void) {
	struct diff diff;
	memset(b, 0, sizeof b);
	paint((struct box){190, 2, 10, 5});
	paint((struct box){0, 100, 8, 5});
	diff_find(&diff, a, STRIDE, b, STRIDE, WIDTH, HEIGHT);
	CHECK(diff.count == 2);
	CHECK(diff.bands[0].y == 2 && diff.bands[0].height == 5 && diff.bands[0].x >= 170 && diff.bands[0].x + diff.bands[0].width == WIDTH);
	CHECK(diff.bands[1].y == 100 && diff.bands[1].height == 5 && diff.bands[1].x == 0 && diff.bands[1].width <= 32);
}

static void covers_every_changed_pixel(void) {
	uint32_t seed = 11;
	for (int round = 0; round < 400; round++) {
		struct diff diff;
		memset(b, 0, sizeof b);
		for (uint32_t k = check_random(&seed) % 30; k > 0; k--) {
			struct box r = {(int)(check_random(&seed) % WIDTH), (int)(check_random(&seed) % HEIGHT), 1, 1};
			paint(r);
		}
		diff_find(&diff, a, STRIDE, b, STRIDE, WIDTH, HEIGHT);
		CHECK(diff.count <= DIFF_MAX_BANDS);
		for (int i = 1; i < diff.count; i++)
			CHECK(diff.bands[i].y >= diff.bands[i - 1].y + diff.bands[i - 1].height);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				if (b[y * STRIDE + x * 4] != 0)
					CHECK(covers(&diff, x, y));
	}
}

int main(void) {
	check("equal pictures have no difference", finds_nothing_in_equal_pictures);
	check("changes far apart are bands of their own", keeps_far_changes_apart);
	check("every changed pixel is covered", covers_every_changed_pixel);
	return 0;
}
