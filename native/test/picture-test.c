/* blank, tiles, i420, scale and boxes: what a captured picture goes through. */
#include <stdlib.h>
#include <string.h>

#include "blank.h"
#include "check.h"
#include "i420.h"
#include "scale.h"
#include "tiles.h"
#include "turn.h"

static struct picture picture_new(int width, int height, enum picture_format format) {
	int stride = 4 * width + 12; // rows are not packed
	struct picture picture = {malloc((size_t)stride * height), width, height, stride, format};
	memset(picture.pixels, 0, (size_t)stride * height);
	return picture;
}

static void fill(struct picture *picture, struct box box, uint8_t a, uint8_t b, uint8_t c) {
	for (int y = box.y; y < box.y + box.height; y++)
		for (int x = box.x; x < box.x + box.width; x++)
			memcpy(picture_at(picture, x, y), (uint8_t[]){a, b, c, 0xff}, 4);
}

static void boxes_meet_and_join(void) {
	struct box a = {10, 10, 20, 20}, b = {25, 5, 10, 10}, far = {100, 100, 1, 1};
	CHECK(box_equal(box_intersection(a, b), (struct box){25, 10, 5, 5}));
	CHECK(box_is_empty(box_intersection(a, far)));
	CHECK(box_is_empty(box_intersection(a, (struct box){30, 10, 5, 5})));
	CHECK(box_equal(box_union(a, b), (struct box){10, 5, 25, 25}));
	CHECK(box_equal(box_union(a, (struct box){0}), a) && box_equal(box_union((struct box){3, 3, 0, 9}, a), a));
	CHECK(box_equal(box_even((struct box){3, 5, 4, 2}), (struct box){2, 4, 6, 4}));
	CHECK(box_equal(box_even((struct box){2, 4, 2, 2}), (struct box){2, 4, 2, 2}));
}

static void blank_stays_within_the_picture(void) {
	struct picture picture = picture_new(8, 6, PICTURE_BGRX);
	blank_box(&picture, (struct box){-5, -5, 7, 7});
	blank_box(&picture, (struct box){6, 4, 100, 100});
	blank_box(&picture, (struct box){100, 100, 5, 5});
	blank_box(&picture, (struct box){3, 3, 0, 5});
	int blanked = 0;
	for (int y = 0; y < 6; y++)
		for (int x = 0; x < 8; x++)
			blanked += picture_at(&picture, x, y)[1] == BLANK_GREY;
	CHECK(blanked == 2 * 2 + 2 * 2);
	CHECK(picture_at(&picture, 1, 1)[0] == BLANK_GREY && picture_at(&picture, 2, 1)[0] == 0);
	CHECK(picture_at(&picture, 8, 2)[0] == 0); // the padding
	free(picture.pixels);
}

static void tiles_find_what_differs_within_the_damage(void) {
	struct picture now = picture_new(100, 70, PICTURE_BGRX), before = picture_new(100, 70, PICTURE_BGRX);
	struct box all = {0, 0, 100, 70};
	CHECK(box_is_empty(tiles_changed(&now, &before, all)));
	picture_at(&now, 40, 40)[2] = 1;
	CHECK(box_equal(tiles_changed(&now, &before, all), (struct box){32, 32, 32, 32}));
	CHECK(box_equal(tiles_changed(&now, &before, (struct box){35, 36, 10, 10}), (struct box){35, 36, 10, 10}));
	CHECK(box_is_empty(tiles_changed(&now, &before, (struct box){0, 0, 32, 70})));
	CHECK(box_is_empty(tiles_changed(&now, &before, (struct box){41, 41, 500, 500})));
	picture_at(&now, 99, 69)[0] = 1; // the tiles of the last column and row are smaller
	CHECK(box_equal(tiles_changed(&now, &before, all), (struct box){32, 32, 68, 38}));
	CHECK(box_equal(tiles_changed(&now, &before, (struct box){-50, -50, 1000, 1000}), (struct box){32, 32, 68, 38}));
	free(now.pixels);
	free(before.pixels);
}

static void tiles_never_miss_a_change(void) {
	struct picture now = picture_new(130, 97, PICTURE_BGRX), before = picture_new(130, 97, PICTURE_BGRX);
	uint32_t seed = 3;
	for (int turn = 0; turn < 3000; turn++) {
		int x = (int)(check_random(&seed) % 130), y = (int)(check_random(&seed) % 97);
		picture_at(&now, x, y)[turn % 3] ^= 1;
		struct box damage = {x - (int)(check_random(&seed) % 70), y - (int)(check_random(&seed) % 70), 0, 0};
		damage.width = x - damage.x + 1 + (int)(check_random(&seed) % 70);
		damage.height = y - damage.y + 1 + (int)(check_random(&seed) % 70);
		struct box found = tiles_changed(&now, &before, damage);
		CHECK(box_equal(box_intersection(found, (struct box){x, y, 1, 1}), (struct box){x, y, 1, 1}));
		CHECK(box_equal(box_intersection(found, damage), found));
		picture_at(&now, x, y)[turn % 3] ^= 1;
	}
	free(now.pixels);
	free(before.pixels);
}

static int near(int value, int expected) {
	return abs(value - expected) <= 2;
}

static void i420_converts_both_formats_where_it_should(void) {
	enum { WIDTH = 16, HEIGHT = 8, ROWS = 16 };
	static const enum picture_format formats[] = {PICTURE_BGRX, PICTURE_RGBX};
	for (int i = 0; i < 2; i++) {
		struct picture picture = picture_new(WIDTH, HEIGHT, formats[i]);
		uint8_t target[WIDTH * ROWS * 3 / 2];
		memset(target, 1, sizeof target);
		struct box red = {5, 3, 3, 2}, grown = {4, 2, 4, 4};
		fill(&picture, (struct box){0, 0, WIDTH, HEIGHT}, formats[i] == PICTURE_BGRX ? 0 : 255, 0, formats[i] == PICTURE_BGRX ? 255 : 0);
		i420_convert(&picture, red, target, ROWS);
		uint8_t *u = target + WIDTH * ROWS, *v = u + WIDTH / 2 * ROWS / 2;
		int converted = 0, coloured = 0;
		for (int at = 0; at < WIDTH * ROWS; at++)
			converted += near(target[at], 82);
		for (int at = 0; at < WIDTH * ROWS / 4; at++)
			coloured += near(u[at], 90) && near(v[at], 240);
		CHECK(converted == grown.width * grown.height && coloured == converted / 4);
		CHECK(near(target[2 * WIDTH + 4], 82) && near(v[1 * WIDTH / 2 + 2], 240));
		i420_convert(&picture, (struct box){-100, -100, 1000, 1000}, target, ROWS);
		CHECK(near(target[WIDTH * HEIGHT - 1], 82) && target[WIDTH * HEIGHT] == 1);
		i420_convert(&picture, (struct box){50, 50, 9, 9}, target, ROWS);
		free(picture.pixels);
	}
}

static void i420_fills_rows_and_no_others(void) {
	enum { WIDTH = 8, HEIGHT = 8 };
	uint8_t target[WIDTH * HEIGHT * 3 / 2];
	memset(target, 1, sizeof target);
	i420_fill_rows(target, WIDTH, HEIGHT, 2, 6, 200);
	CHECK(target[15] == 1 && target[16] == 200 && target[47] == 200 && target[48] == 1);
	CHECK(target[64 + 3] == 1 && target[64 + 4] == 128 && target[64 + 11] == 128 && target[64 + 12] == 1);
	CHECK(target[80 + 3] == 1 && target[80 + 4] == 128 && target[80 + 11] == 128 && target[80 + 12] == 1);
}

static void scale_keeps_colours_and_bounds(void) {
	enum { WIDTH = 64, HEIGHT = 48 };
	uint8_t source[WIDTH * HEIGHT * 3 / 2], *target = malloc(15 * 9 * 4);
	memset(source, 128, sizeof source);
	memset(source, 235, WIDTH * HEIGHT);
	CHECK(scale_i420_to_bgrx(source, WIDTH, HEIGHT, target, 15, 9) == 0);
	CHECK(target[0] > 250 && target[15 * 9 * 4 - 2] > 250 && target[15 * 9 * 4 - 1] == 255);
	free(target);
	target = malloc(i420_size(20, 10));
	CHECK(scale_i420(source, WIDTH, HEIGHT, target, 20, 10, SCALE_BOX) == 0 && near(target[0], 235) && near(target[299], 128));
	free(target);
}

/* Where wlroots' wlr_cursor takes a touch on the panel, as shares of the panel: a picture has to be turned alike. */
static struct box touched(int transform, int x, int y, int width, int height) {
	int left = width - 1 - x, up = height - 1 - y;
	int places[TURN_COUNT][2] = {{x, y}, {up, x}, {left, up}, {y, left}, {left, y}, {y, x}, {x, up}, {up, left}};
	return (struct box){places[transform][0], places[transform][1], 1, 1};
}

static void pictures_are_turned_as_touches_are(void) {
	enum { WIDTH = 37, HEIGHT = 22 };
	for (int transform = 0; transform < TURN_COUNT; transform++) {
		bool is_on_side = transform & 1;
		struct picture picture = picture_new(WIDTH, HEIGHT, PICTURE_BGRX);
		struct picture upright = picture_new(is_on_side ? HEIGHT : WIDTH, is_on_side ? WIDTH : HEIGHT, PICTURE_BGRX);
		for (int i = 0; i < WIDTH * HEIGHT; i++)
			fill(&picture, (struct box){i % WIDTH, i / WIDTH, 1, 1}, (uint8_t)i, (uint8_t)(i >> 8), 7);
		turn_picture(&picture, (struct box){-3, 0, 12, 99}, transform, &upright);
		// The rest is not touched.
		struct box rest = touched(transform, WIDTH - 1, HEIGHT - 1, WIDTH, HEIGHT);
		CHECK(picture_at(&upright, rest.x, rest.y)[2] == 0);
		turn_picture(&picture, (struct box){9, 0, 99, HEIGHT}, transform, &upright);
		turn_picture(&picture, (struct box){5, 5, 0, 3}, transform, &upright);
		int wrong = 0;
		for (int y = 0; y < HEIGHT; y++) {
			for (int x = 0; x < WIDTH; x++) {
				struct box to = touched(transform, x, y, WIDTH, HEIGHT);
				struct box turned = turn_box((struct box){x, y, 1, 1}, transform, WIDTH, HEIGHT);
				wrong += turned.x != to.x || turned.y != to.y || turned.width != 1 || turned.height != 1;
				wrong += memcmp(picture_at(&upright, to.x, to.y), picture_at(&picture, x, y), 4) != 0;
			}
		}
		CHECK(wrong == 0);
		struct box all = turn_box((struct box){0, 0, WIDTH, HEIGHT}, transform, WIDTH, HEIGHT);
		CHECK(box_equal(all, (struct box){0, 0, upright.width, upright.height}));
		struct box part = turn_box((struct box){3, 5, 10, 2}, transform, WIDTH, HEIGHT);
		struct box first = touched(transform, 3, 5, WIDTH, HEIGHT), last = touched(transform, 12, 6, WIDTH, HEIGHT);
		CHECK(box_equal(part, box_union(first, last)));
		free(picture.pixels);
		free(upright.pixels);
	}
}

int main(void) {
	boxes_meet_and_join();
	blank_stays_within_the_picture();
	tiles_find_what_differs_within_the_damage();
	tiles_never_miss_a_change();
	i420_converts_both_formats_where_it_should();
	i420_fills_rows_and_no_others();
	scale_keeps_colours_and_bounds();
	pictures_are_turned_as_touches_are();
	return check_failures();
}
