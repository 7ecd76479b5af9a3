/* A captured picture in memory: 32 bits a pixel, rows of `stride` bytes. */
#ifndef ALONGSIDE_PICTURE_H
#define ALONGSIDE_PICTURE_H

#include <stdint.h>

/* How the four bytes of a pixel lie in memory. */
enum picture_format {
	PICTURE_BGRX, // wl_shm XRGB8888 and ARGB8888
	PICTURE_RGBX, // wl_shm XBGR8888 and ABGR8888
};

struct picture {
	uint8_t *pixels;
	int width, height;
	int stride;
	enum picture_format format;
};

static inline uint8_t *picture_at(const struct picture *picture, int x, int y) {
	return picture->pixels + (long)y * picture->stride + 4L * x;
}

#endif
