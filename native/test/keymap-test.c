/* Keymaps made for a text. */
#include "keymap.h"

#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "check.h"

/* Modifiers of the core protocol have fixed places. */
#define SHIFT 1

static struct xkb_context *context;

/* What the key of a character gives with these modifiers held, as an app finds out. */
static uint32_t typed(struct xkb_keymap *xkb, int code, xkb_mod_mask_t modifiers) {
	struct xkb_state *state = xkb_state_new(xkb);
	xkb_state_update_mask(state, modifiers, 0, 0, 0, 0, 0);
	uint32_t character = xkb_state_key_get_utf32(state, (xkb_keycode_t)code + 8);
	xkb_state_unref(state);
	return character == '\r' ? '\n' : character;
}

static struct xkb_keymap *compiled(const struct keymap *keymap) {
	char *text = keymap_text(keymap);
	struct xkb_keymap *xkb = xkb_keymap_new_from_string(context, text, XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	free(text);
	CHECK(xkb != NULL);
	return xkb;
}

static void every_character_has_a_key_that_shift_does_not_change(const char *text) {
	struct keymap keymap;
	keymap_gather(&keymap, text);
	struct xkb_keymap *xkb = compiled(&keymap);
	for (uint32_t character; (character = keymap_next(&text)) != 0;) {
		int code = keymap_code(&keymap, character);
		CHECK(code >= KEYMAP_FIRST_CODE && code <= KEYMAP_MAX_CODE);
		CHECK(typed(xkb, code, 0) == character && typed(xkb, code, SHIFT) == character);
		CHECK(!xkb_keymap_key_repeats(xkb, (xkb_keycode_t)code + 8));
	}
	CHECK(*text == '\0');
	xkb_keymap_unref(xkb);
}

/* Each character of Unicode that can be typed, in keymaps as full as they can be. */
static void all_of_unicode_can_be_typed(void) {
	int count = 0;
	for (uint32_t character = 1; character <= 0x10ffff;) {
		struct keymap keymap = {0};
		// Whole planes of the same kind would only take time.
		for (; keymap.count < KEYMAP_MAX_CHARACTERS && character <= 0x10ffff; character += character > 0x3000 ? 61 : 1) {
			char utf8[8] = {0};
			if (xkb_keysym_to_utf8(character < 0x100 ? character : 0x1000000 + character, utf8, sizeof utf8) <= 0)
				continue;
			const char *at = utf8;
			if (keymap_next(&at) == character)
				keymap.characters[keymap.count++] = character;
		}
		struct xkb_keymap *xkb = compiled(&keymap);
		for (int i = 0; i < keymap.count; i++)
			CHECK(typed(xkb, KEYMAP_FIRST_CODE + i, 0) == keymap.characters[i]);
		count += keymap.count;
		xkb_keymap_unref(xkb);
	}
	CHECK(count > 25000);
}

static void a_keymap_takes_what_it_has_room_for(void) {
	char text[2 * KEYMAP_MAX_CHARACTERS + 16];
	struct keymap keymap;
	keymap_gather(&keymap, "abba");
	CHECK(keymap.count == 2 && keymap_code(&keymap, 'b') == KEYMAP_FIRST_CODE + 1 && keymap_code(&keymap, 'c') == 0);
	char *end = text;
	for (int i = 0; i < KEYMAP_MAX_CHARACTERS + 4; i++)
		end = stpcpy(end, (char[]){(char)0xc4, (char)(0x80 + i % 64), 0});
	keymap_gather(&keymap, text);
	CHECK(keymap.count == KEYMAP_MAX_CHARACTERS);
	keymap_gather(&keymap, "");
	CHECK(keymap.count == 0);
}

static void text_is_read_by_character(void) {
	const char *text = "a\xc3\xab\xe2\x82\xac\xf0\x9f\x98\x80";
	CHECK(keymap_next(&text) == 'a' && keymap_next(&text) == 0xeb && keymap_next(&text) == 0x20ac && keymap_next(&text) == 0x1f600);
	CHECK(keymap_next(&text) == 0 && *text == '\0');
	CHECK(keymap_can_type("") && keymap_can_type("Gr\xc3\xbc\xc3\x9f""e,\t\n\xf0\x9f\x99\x82\xe2\x80\x8d\xcc\x81\xef\xb8\x8f"));
}

static void what_is_no_text_ends_it(void) {
	static const char *const broken[] = {"\xff", "\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98z", "\xc1\xa1", "\xe0\x80\xaf", "\xf4\x90\x80\x80",
		"\xed\xa0\x80", "\xef\xbf\xbf", "\xef\xb7\x90", "\x1b", "\b", "\r", "\x7f", "\xc2\x85"};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		const char *at = broken[i];
		CHECK(keymap_next(&at) == 0 && at == broken[i] && !keymap_can_type(broken[i]));
	}
}

int main(void) {
	context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	every_character_has_a_key_that_shift_does_not_change("aZ\"\\ \n\t{}[]<>@#~/\xc3\xab\xe2\x82\xac\xe6\xbc\xa2\xd7\xa9\xf0\x9f\x98\x80\xcc\x81");
	all_of_unicode_can_be_typed();
	a_keymap_takes_what_it_has_room_for();
	text_is_read_by_character();
	what_is_no_text_ends_it();
	xkb_context_unref(context);
	return check_failures();
}
