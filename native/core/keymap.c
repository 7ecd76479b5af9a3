#include "keymap.h"

#include <stdio.h>

static bool keymap_is_typable(uint32_t character) {
	bool is_control = character < 0x20 || (character >= 0x7f && character < 0xa0);
	bool is_surrogate = character >= 0xd800 && character <= 0xdfff;
	bool is_noncharacter = (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
	return character == '\n' || character == '\t' || (!is_control && !is_surrogate && !is_noncharacter && character <= 0x10ffff);
}

uint32_t keymap_next(const char **text) {
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}; // shorter forms are broken ones (RFC 3629)
	const unsigned char *at = (const unsigned char *)*text;
	int more = at[0] < 0x80 ? 0 : at[0] >> 5 == 6 ? 1 : at[0] >> 4 == 14 ? 2 : at[0] >> 3 == 30 ? 3 : -1;
	if (more < 0)
		return 0;
	uint32_t character = more == 0 ? at[0] : at[0] & (0x3fU >> more);
	for (int i = 1; i <= more; i++) {
		if (at[i] >> 6 != 2)
			return 0;
		character = character << 6 | (at[i] & 0x3f);
	}
	if (character < least[more] || !keymap_is_typable(character))
		return 0;
	*text += more + 1;
	return character;
}

bool keymap_can_type(const char *text) {
	while (keymap_next(&text) != 0)
		;
	return *text == '\0';
}

int keymap_code(const struct keymap *keymap, uint32_t character) {
	for (int i = 0; i < keymap->count; i++) {
		if (keymap->characters[i] == character)
			return KEYMAP_FIRST_CODE + i;
	}
	return 0;
}

void keymap_gather(struct keymap *keymap, const char *text) {
	keymap->count = 0;
	for (uint32_t character; keymap->count < KEYMAP_MAX_CHARACTERS && (character = keymap_next(&text)) != 0;) {
		if (keymap_code(keymap, character) == 0)
			keymap->characters[keymap->count++] = character;
	}
}

static void keymap_print_symbol(FILE *out, uint32_t character) {
	if (character == '\n' || character == '\t')
		fputs(character == '\n' ? "Return" : "Tab", out);
	else
		fprintf(out, "U%04X", (unsigned)character); // keysym 0x1000000 + character; below U+0100 the character itself
}

char *keymap_text(const struct keymap *keymap) {
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fprintf(out, "xkb_keymap {\nxkb_keycodes { minimum = 8; maximum = 255;\n");
	for (int i = 0; i < keymap->count; i++)
		fprintf(out, "<C%d> = %d;\n", i, KEYMAP_FIRST_CODE + 8 + i);
	fprintf(out, "};\nxkb_types { include \"complete\" };\nxkb_compatibility { include \"complete\" };\nxkb_symbols {\n");
	for (int i = 0; i < keymap->count; i++) {
		// An app that is busy between press and release must not take the character for one that is held.
		fprintf(out, "key <C%d> { repeat = No, [ ", i);
		keymap_print_symbol(out, keymap->characters[i]);
		fprintf(out, " ] };\n");
	}
	fprintf(out, "};\n};\n");
	return fclose(out) == 0 ? text : NULL;
}
