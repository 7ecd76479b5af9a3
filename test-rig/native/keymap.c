#include "keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <xkbcommon/xkbcommon.h>

char *keymap_for(const uint32_t *characters, size_t count) {
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fprintf(out, "xkb_keymap {\nxkb_keycodes { minimum = 8; maximum = 255;\n");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "<C%zu> = %zu;\n", i, KEYMAP_FIRST_CODE + 8 + i);
	fprintf(out, "};\nxkb_types { include \"complete\" };\nxkb_compatibility { include \"complete\" };\nxkb_symbols {\n");
	for (size_t i = 0; i < count; i++) {
		char name[64];
		xkb_keysym_t symbol = characters[i] == '\n' ? XKB_KEY_Return : xkb_utf32_to_keysym(characters[i]);
		xkb_keysym_get_name(symbol, name, sizeof name);
		fprintf(out, "key <C%zu> { [ %s ] };\n", i, name);
	}
	fprintf(out, "};\n};\n");
	return fclose(out) == 0 ? text : NULL;
}

uint32_t keymap_next(const char **text) {
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
	*text += more + 1;
	return character;
}
