/* Reads the agent's face from the face file (protocol/face-frame.ts). Never maps it: a writer that truncates it must not kill the reader. */
#ifndef ALONGSIDE_FACE_FILE_H
#define ALONGSIDE_FACE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FACE_FILE_HEADER 64
#define FACE_FILE_MAX_WIDTH 640
#define FACE_FILE_MAX_HEIGHT 480

struct face_header {
	uint32_t sequence;
	int width, height;
};

/* What tells one frame from the next: the file itself may be replaced, too. */
struct face_stamp {
	dev_t device;
	ino_t inode;
	uint32_t sequence;   // even: of the frame that is there, or that is just being written
	int64_t changed_ms;  // the file's, wall clock
	bool is_known;       // false before anything was read
};

/* Returns 0, -EPROTO for a wrong magic, version or size, -EAGAIN while a frame is being written. */
int face_header_parse(const uint8_t bytes[FACE_FILE_HEADER], struct face_header *header);

/* Opens for reading. Returns the descriptor or -errno; -EPROTO when it is no regular file. */
int face_file_open(const char *path);
/* Reads the header and makes its stamp, the stamp also when it returns -EAGAIN. Returns 0 or -errno as face_header_parse does;
 * -EPROTO when the file is too short. */
int face_file_header(int fd, struct face_header *header, struct face_stamp *stamp);
/* Reads the pixels of `header` to rows of `stride` bytes. Returns 0, or -EAGAIN when the frame changed meanwhile: try again later. */
int face_file_pixels(int fd, const struct face_header *header, uint8_t *pixels, int stride);

bool face_stamp_equal(const struct face_stamp *a, const struct face_stamp *b);

#endif
