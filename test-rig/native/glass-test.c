/* bands and keymap of the glass. */
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "../../native/test/check.h"
#include "bands.h"
#include "encode.h"
#include "keymap.h"

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

static void keymaps_compile_and_give_their_characters(void) {
	static const uint32_t characters[] = {'a', 'Z', '"', '\\', ' ', '\n', '\t', 0xeb, 0x20ac, 0x6f22, 0x1f600};
	enum { COUNT = sizeof characters / sizeof characters[0] };
	char *text = keymap_for(characters, COUNT);
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	struct xkb_keymap *keymap = xkb_keymap_new_from_string(context, text, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	CHECK(keymap != NULL);
	struct xkb_state *state = xkb_state_new(keymap);
	for (int i = 0; i < COUNT; i++) {
		uint32_t typed = xkb_state_key_get_utf32(state, (xkb_keycode_t)(KEYMAP_FIRST_CODE + 8 + i));
		CHECK(typed == (characters[i] == '\n' ? '\r' : characters[i]));
	}
	xkb_state_unref(state);
	xkb_keymap_unref(keymap);
	xkb_context_unref(context);
	free(text);
}

static void text_is_read_by_character_and_broken_text_ends(void) {
	const char *text = "a\xc3\xab\xe2\x82\xac\xf0\x9f\x98\x80";
	CHECK(keymap_next(&text) == 'a' && keymap_next(&text) == 0xeb && keymap_next(&text) == 0x20ac && keymap_next(&text) == 0x1f600);
	CHECK(keymap_next(&text) == 0);
	static const char *const broken[] = {"\xff", "\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98z"};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		const char *at = broken[i];
		CHECK(keymap_next(&at) == 0 && at == broken[i]);
	}
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
	keymaps_compile_and_give_their_characters();
	text_is_read_by_character_and_broken_text_ends();
	pictures_are_encoded();
	return check_failures();
}
