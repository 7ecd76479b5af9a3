/* Sizes and colours of packed I420 pictures (i420.h) for media: by libyuv, without checks of its own. */
#ifndef ALONGSIDE_SCALE_H
#define ALONGSIDE_SCALE_H

#include <stdint.h>

enum scale_filter { SCALE_BOX, SCALE_BILINEAR };

/* All sizes are even. Returns 0 or -ENOMEM. */
int scale_i420(const uint8_t *source, int width, int height, uint8_t *target, int target_width, int target_height,
	enum scale_filter filter);
/* To B,G,R,X with packed rows. */
void scale_to_bgrx(const uint8_t *source, int width, int height, uint8_t *target);
/* Scales, then converts. The target's size may be odd. Returns 0 or -ENOMEM. */
int scale_i420_to_bgrx(const uint8_t *source, int width, int height, uint8_t *target, int target_width, int target_height);

#endif
