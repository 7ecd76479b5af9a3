/* The picture below everything: the kernel's own frame buffer, which it shows while no compositor has the graphics card. What was
 * written there once is on the glass again as soon as a compositor dies, without any process. */
#ifndef ALONGSIDE_FRAME_BUFFER_H
#define ALONGSIDE_FRAME_BUFFER_H

#include "words.h"

/* Writes the words to a frame buffer device, and shows it where no compositor is in its way. Returns 0 or -errno; -ENOTSUP for pixels
 * that are neither XRGB8888 nor RGB565. */
int frame_buffer_show(const char *path, enum words words);

#endif
