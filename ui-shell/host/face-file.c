#include "face-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACE_MAGIC 0x43464c41u // "ALFC"
#define FACE_VERSION 1

static uint32_t read_u32(const uint8_t *bytes) {
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

int face_header_parse(const uint8_t bytes[FACE_FILE_HEADER], struct face_header *header) {
	uint32_t width = read_u32(bytes + 12), height = read_u32(bytes + 16);
	if (read_u32(bytes) != FACE_MAGIC || read_u32(bytes + 4) != FACE_VERSION)
		return -EPROTO;
	header->sequence = read_u32(bytes + 8);
	if (header->sequence & 1)
		return -EAGAIN;
	if (width < 1 || height < 1 || width > FACE_FILE_MAX_WIDTH || height > FACE_FILE_MAX_HEIGHT)
		return -EPROTO;
	header->width = (int)width;
	header->height = (int)height;
	return 0;
}

/* Returns 0, or -EPROTO when the file ends before. */
static int face_file_read(int fd, void *into, size_t size, off_t offset) {
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, (uint8_t *)into + done, size - done, offset + (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EPROTO;
		done += (size_t)n;
	}
	return 0;
}

int face_file_open(const char *path) {
	// O_NONBLOCK: a pipe put in its place must not hold us up.
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	struct stat status;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return -EPROTO;
	}
	return fd;
}

int face_file_header(int fd, struct face_header *header, struct face_stamp *stamp) {
	uint8_t bytes[FACE_FILE_HEADER];
	struct stat status;
	int rc = face_file_read(fd, bytes, sizeof bytes, 0);
	if (rc == 0)
		rc = face_header_parse(bytes, header);
	if (rc < 0 && rc != -EAGAIN)
		return rc;
	if (fstat(fd, &status) < 0)
		return -errno;
	uint32_t sequence = (header->sequence + 1) & ~1u;
	int64_t changed_ms = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
	*stamp = (struct face_stamp){status.st_dev, status.st_ino, sequence, changed_ms, true};
	return rc;
}

int face_file_pixels(int fd, const struct face_header *header, uint8_t *pixels, int stride) {
	size_t row = (size_t)header->width * 4;
	for (int y = 0; y < header->height; y++) {
		// One read when rows are packed on both sides, else row by row.
		bool is_packed = stride == (int)row;
		size_t size = is_packed ? row * (size_t)header->height : row;
		int rc = face_file_read(fd, pixels + (size_t)y * (size_t)stride, size, FACE_FILE_HEADER + (off_t)(row * (size_t)y));
		if (rc < 0)
			return rc;
		if (is_packed)
			break;
	}
	struct face_header after;
	struct face_stamp stamp;
	int rc = face_file_header(fd, &after, &stamp);
	if (rc < 0)
		return rc;
	bool is_same = after.sequence == header->sequence && after.width == header->width && after.height == header->height;
	return is_same ? 0 : -EAGAIN;
}

bool face_stamp_equal(const struct face_stamp *a, const struct face_stamp *b) {
	return a->is_known && b->is_known && a->device == b->device && a->inode == b->inode && a->sequence == b->sequence;
}
