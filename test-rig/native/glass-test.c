/* bands and pictures of the glass. */
#include <stdlib.h>
#include <string.h>

#include "../../native/test/check.h"
#include "bands.h"
#include "encode.h"

static struct picture picture_new(int width, int height) {
	return (struct picture){calloc((size_t)width * height, 4), width, height, 4 * width, PICTURE_BGRX};
}

static void bands_keep_far_changes_apart_and_near_ones_together(void) {
	struct picture now = picture_new(640, 300), before = picture_new(640, 300);
	struct bands bands = {0};
	struct box all = {0, 0, 640, 300};
	bands_add_changes(&bands, &now, &before, all);
	CHECK(box_is_empty(bands_take(&bands)));
	picture_at(&now, 5, 5)[0] = picture_at(&now, 600, 299)[1] = 1;
	bands_add_changes(&bands, &now, &before, all);
	CHECK(box_equal(bands_take(&bands), (struct box){0, 0, 32, 32}));
	CHECK(box_equal(bands_take(&bands), (struct box){576, 288, 32, 12}));
	CHECK(box_is_empty(bands_take(&bands)));
	bands_add_changes(&bands, &now, NULL, (struct box){0});
	CHECK(box_equal(bands_take(&bands), all) && box_is_empty(bands_take(&bands)));
	free(now.pixels);
	free(before.pixels);
}

static void pictures_are_encoded(void) {
	struct picture picture = picture_new(33, 17);
	uint8_t *bytes;
	size_t size;
	CHECK(encode_jpeg(&picture, (struct box){1, 1, 32, 16}, 80, &bytes, &size) == 0);
	CHECK(size > 100 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[size - 1] == 0xd9);
	free(bytes);
	CHECK(encode_png(&picture, &bytes, &size) == 0 && size > 60 && memcmp(bytes, "\x89PNG", 4) == 0);
	free(bytes);
	free(picture.pixels);
}

int main(void) {
	bands_keep_far_changes_apart_and_near_ones_together();
	pictures_are_encoded();
	return check_failures();
}
