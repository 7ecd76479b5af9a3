/* Pictures for people: JPEG for the stream, PNG for shots. Both return memory for free(). */
#ifndef ALONGSIDE_ENCODE_H
#define ALONGSIDE_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "box.h"
#include "picture.h"

/* `box` lies within the picture; quality 1..100. Returns 0 or -errno. */
int encode_jpeg(const struct picture *picture, struct box box, int quality, uint8_t **bytes, size_t *size);
/* Returns 0 or -errno. */
int encode_png(const struct picture *picture, uint8_t **bytes, size_t *size);

#endif
