#include "shm-buffer.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t shm_buffer_size(const struct shm_buffer *buffer) {
	return (size_t)buffer->stride * (size_t)buffer->height;
}

static void shm_buffer_free(struct shm_buffer *buffer) {
	if (buffer->buffer)
		wl_buffer_destroy(buffer->buffer);
	munmap(buffer->pixels, shm_buffer_size(buffer));
	free(buffer);
}

static void on_release(void *data, struct wl_buffer *wl_buffer) {
	struct shm_buffer *buffer = data;
	buffer->is_busy = false;
	if (buffer->is_retired)
		shm_buffer_free(buffer);
}
static const struct wl_buffer_listener buffer_listener = {on_release};

static int shm_buffer_map(struct shm_buffer *buffer) {
	size_t size = shm_buffer_size(buffer);
	int fd = memfd_create("alongside-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -1;
	if (ftruncate(fd, (off_t)size) == 0)
		buffer->pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (buffer->pixels && buffer->pixels != MAP_FAILED)
		return fd;
	buffer->pixels = NULL;
	close(fd);
	return -1;
}

struct shm_buffer *shm_buffer_create(struct wl_shm *shm, int width, int height, bool is_opaque) {
	struct shm_buffer *buffer = calloc(1, sizeof *buffer);
	if (!buffer)
		return NULL;
	buffer->width = width;
	buffer->height = height;
	buffer->stride = width * 4;
	int fd = shm_buffer_map(buffer);
	if (fd < 0) {
		free(buffer);
		return NULL;
	}
	struct wl_shm_pool *pool = wl_shm_create_pool(shm, fd, (int32_t)shm_buffer_size(buffer));
	enum wl_shm_format format = is_opaque ? WL_SHM_FORMAT_XRGB8888 : WL_SHM_FORMAT_ARGB8888;
	buffer->buffer = wl_shm_pool_create_buffer(pool, 0, width, height, buffer->stride, format);
	wl_buffer_add_listener(buffer->buffer, &buffer_listener, buffer);
	wl_shm_pool_destroy(pool);
	close(fd);
	return buffer;
}

void shm_buffer_retire(struct shm_buffer *buffer) {
	if (!buffer)
		return;
	if (buffer->is_busy)
		buffer->is_retired = true;
	else
		shm_buffer_free(buffer);
}

void shm_buffer_fill(struct shm_buffer *buffer, uint32_t color) {
	uint32_t *pixels = (uint32_t *)buffer->pixels;
	for (size_t i = 0; i < shm_buffer_size(buffer) / 4; i++)
		pixels[i] = color;
}
