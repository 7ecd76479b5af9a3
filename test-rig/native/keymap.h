/* XKB keymaps of the virtual keyboard. */
#ifndef ALONGSIDE_KEYMAP_H
#define ALONGSIDE_KEYMAP_H

#include <stddef.h>
#include <stdint.h>

/* First evdev code of a typed character: beyond the keys to which toolkits give a meaning of their own. */
#define KEYMAP_FIRST_CODE 184
/* XKB knows codes up to 255, which are evdev's plus 8. */
#define KEYMAP_MAX_CHARACTERS (255 - 8 - KEYMAP_FIRST_CODE + 1)

/* Keymap whose key KEYMAP_FIRST_CODE + n gives characters[n]. Returns text for free(), or NULL when memory is out. */
char *keymap_for(const uint32_t *characters, size_t count);

/* Reads the next character of UTF-8 and moves on. Returns 0 at the end or at broken text. */
uint32_t keymap_next(const char **text);

#endif
