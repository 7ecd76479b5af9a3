/* What a glass says that has nothing else to show, in every language of the product: nobody has chosen one yet. */
#ifndef ALONGSIDE_WORDS_H
#define ALONGSIDE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum words { WORDS_STARTING, WORDS_REPAIRING, WORDS_COUNT };

enum words_format {
	WORDS_XRGB8888, // 32 bits a pixel in the machine's order
	WORDS_RGB565,
};

struct words_picture {
	uint8_t *pixels;
	int width, height;
	int stride; // bytes; a multiple of 4
	enum words_format format;
};

/* Behind the words, 0xRRGGBB. */
#define WORDS_GROUND 0x1d2733u

/* "starting" or "repairing"; -1 for any other name. */
int words_from_name(const char *name);
const char *words_name(enum words words);

/* Paints the whole picture: `ground` (0xRRGGBB), and on it the words as large as they fit, in the middle. Returns 0 or -ENOMEM. */
int words_paint(const struct words_picture *picture, enum words words, uint32_t ground);

#endif
