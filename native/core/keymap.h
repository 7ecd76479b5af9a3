/* XKB keymaps made for a text: each of its characters is a key of its own, so that no layout and no modifier can change it. */
#ifndef ALONGSIDE_KEYMAP_H
#define ALONGSIDE_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First evdev code of a typed character: beyond the keys to which toolkits give a meaning of their own. */
#define KEYMAP_FIRST_CODE 184
/* XKB knows codes up to 255, which are evdev's plus 8. */
#define KEYMAP_MAX_CODE (255 - 8)
#define KEYMAP_MAX_CHARACTERS (KEYMAP_MAX_CODE - KEYMAP_FIRST_CODE + 1)

struct keymap {
	uint32_t characters[KEYMAP_MAX_CHARACTERS]; // the key of characters[n] is KEYMAP_FIRST_CODE + n
	int count;
};

/* Reads the next character of UTF-8 and moves on. Returns 0 at the end, and without moving at what cannot be typed: broken UTF-8,
 * surrogates, noncharacters, and control characters but tab and newline (Escape, Delete and their like are keys, not text). */
uint32_t keymap_next(const char **text);
/* Whether all of the text can be typed. */
bool keymap_can_type(const char *text);

/* Takes the different characters of `text`, from its beginning, as many as there is room for. */
void keymap_gather(struct keymap *keymap, const char *text);
/* Returns the evdev code of a character, or 0 when it is not in the keymap. */
int keymap_code(const struct keymap *keymap, uint32_t character);
/* Returns the keymap as XKB text for free(), or NULL when memory is out. Newline is Return, tab is Tab; no key repeats. */
char *keymap_text(const struct keymap *keymap);

#endif
