#include "scale.h"

#include <errno.h>
#include <libyuv.h>
#include <stdlib.h>

#include "i420.h"

struct scale_planes {
	uint8_t *y, *u, *v;
	int stride, half_stride;
};

static struct scale_planes scale_planes(const uint8_t *picture, int width, int height) {
	uint8_t *y = (uint8_t *)picture, *u = y + (size_t)width * height;
	return (struct scale_planes){y, u, u + (size_t)(width / 2) * (height / 2), width, width / 2};
}

int scale_i420(const uint8_t *source, int width, int height, uint8_t *target, int target_width, int target_height,
	enum scale_filter filter) {
	struct scale_planes from = scale_planes(source, width, height), to = scale_planes(target, target_width, target_height);
	int rc = I420Scale(from.y, from.stride, from.u, from.half_stride, from.v, from.half_stride, width, height, to.y, to.stride, to.u,
		to.half_stride, to.v, to.half_stride, target_width, target_height, filter == SCALE_BOX ? kFilterBox : kFilterBilinear);
	return rc < 0 ? -ENOMEM : 0;
}

static void scale_convert(const uint8_t *source, int width, int height, uint8_t *target, int target_width, int target_height) {
	struct scale_planes from = scale_planes(source, width, height);
	I420ToARGB(from.y, from.stride, from.u, from.half_stride, from.v, from.half_stride, target, 4 * target_width, target_width,
		target_height);
}

void scale_to_bgrx(const uint8_t *source, int width, int height, uint8_t *target) {
	scale_convert(source, width, height, target, width, height);
}

int scale_i420_to_bgrx(const uint8_t *source, int width, int height, uint8_t *target, int target_width, int target_height) {
	int even_width = (target_width + 1) & ~1, even_height = (target_height + 1) & ~1;
	uint8_t *scaled = malloc(i420_size(even_width, even_height));
	if (!scaled)
		return -ENOMEM;
	int rc = scale_i420(source, width, height, scaled, even_width, even_height, SCALE_BOX);
	if (rc == 0)
		scale_convert(scaled, even_width, even_height, target, target_width, target_height);
	free(scaled);
	return rc;
}
