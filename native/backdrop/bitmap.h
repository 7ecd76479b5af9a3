/* The picture that systemd-stub shows before the kernel has one: a BMP file, white on black as the firmware's glass. */
#ifndef ALONGSIDE_BITMAP_H
#define ALONGSIDE_BITMAP_H

#include "words.h"

/* Writes a BMP of 24 bits a pixel. Returns 0 or -errno. */
int bitmap_write(const char *path, enum words words, int width, int height);

#endif
