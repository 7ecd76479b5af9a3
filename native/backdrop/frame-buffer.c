#include "frame-buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct frame_buffer {
	int fd;
	struct fb_fix_screeninfo fixed;
	struct fb_var_screeninfo mode;
};

static int frame_buffer_open(struct frame_buffer *buffer, const char *path) {
	buffer->fd = open(path, O_RDWR | O_CLOEXEC);
	if (buffer->fd < 0)
		return -errno;
	if (ioctl(buffer->fd, FBIOGET_FSCREENINFO, &buffer->fixed) < 0 || ioctl(buffer->fd, FBIOGET_VSCREENINFO, &buffer->mode) < 0)
		return -errno;
	return 0;
}

static bool frame_buffer_format(const struct frame_buffer *buffer, enum words_format *format) {
	const struct fb_var_screeninfo *mode = &buffer->mode;
	bool is_xrgb = mode->bits_per_pixel == 32 && mode->red.offset == 16 && mode->green.offset == 8 && mode->blue.offset == 0;
	bool is_565 = mode->bits_per_pixel == 16 && mode->red.offset == 11 && mode->green.offset == 5 && mode->blue.offset == 0;
	*format = is_565 ? WORDS_RGB565 : WORDS_XRGB8888;
	return buffer->fixed.type == FB_TYPE_PACKED_PIXELS && buffer->fixed.line_length % 4 == 0 && (is_xrgb || is_565);
}

static int frame_buffer_write(const struct frame_buffer *buffer, const uint8_t *pixels, size_t size) {
	for (size_t at = 0; at < size;) {
		ssize_t written = pwrite(buffer->fd, pixels + at, size - at, (off_t)at);
		if (written <= 0)
			return written < 0 ? -errno : -ENOSPC;
		at += (size_t)written;
	}
	return 0;
}

static int frame_buffer_paint(struct frame_buffer *buffer, enum words words) {
	struct words_picture picture = {
		.width = (int)buffer->mode.xres,
		.height = (int)buffer->mode.yres,
		.stride = (int)buffer->fixed.line_length,
	};
	if (!frame_buffer_format(buffer, &picture.format))
		return -ENOTSUP;
	size_t size = (size_t)picture.stride * (size_t)picture.height;
	picture.pixels = calloc(1, size);
	if (!picture.pixels)
		return -ENOMEM;
	int rc = words_paint(&picture, words, WORDS_GROUND);
	rc = rc < 0 ? rc : frame_buffer_write(buffer, picture.pixels, size);
	free(picture.pixels);
	return rc;
}

/* The kernel sets no mode by itself while no text console is on the frame buffer (fbcon=map on the command line). */
static void frame_buffer_set_mode(struct frame_buffer *buffer) {
	buffer->mode.xoffset = buffer->mode.yoffset = 0;
	buffer->mode.activate = FB_ACTIVATE_NOW | FB_ACTIVATE_FORCE;
	// Refused while a compositor has the card: then the picture waits below.
	ioctl(buffer->fd, FBIOPUT_VSCREENINFO, &buffer->mode);
}

int frame_buffer_show(const char *path, enum words words) {
	struct frame_buffer buffer;
	int rc = frame_buffer_open(&buffer, path);
	if (rc == 0)
		rc = frame_buffer_paint(&buffer, words);
	if (rc == 0)
		frame_buffer_set_mode(&buffer);
	if (buffer.fd >= 0)
		close(buffer.fd);
	return rc;
}
