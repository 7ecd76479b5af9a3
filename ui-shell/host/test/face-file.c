#include "face-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char path[] = "/tmp/alongside-face-XXXXXX";

static void put_u32(uint8_t *at, uint32_t value) {
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

static void make_header(uint8_t header[FACE_FILE_HEADER], uint32_t sequence, uint32_t width, uint32_t height) {
	memset(header, 0, FACE_FILE_HEADER);
	memcpy(header, "ALFC", 4);
	put_u32(header + 4, 1);
	put_u32(header + 8, sequence);
	put_u32(header + 12, width);
	put_u32(header + 16, height);
}

static void write_file(const uint8_t *header, size_t header_size, size_t pixels) {
	FILE *file = fopen(path, "wb");
	CHECK(file && fwrite(header, 1, header_size, file) == header_size);
	for (size_t i = 0; i < pixels; i++)
		fputc((int)(i & 0xff), file);
	CHECK(fclose(file) == 0);
}

static int read_face(uint8_t *pixels, int stride, struct face_header *header) {
	struct face_stamp stamp;
	int fd = face_file_open(path);
	if (fd < 0)
		return fd;
	int rc = face_file_header(fd, header, &stamp);
	if (rc == 0)
		rc = face_file_pixels(fd, header, pixels, stride);
	close(fd);
	return rc;
}

static void reads_a_frame(void) {
	uint8_t bytes[FACE_FILE_HEADER], pixels[3 * 16] = {0};
	struct face_header header;
	make_header(bytes, 8, 3, 3);
	write_file(bytes, sizeof bytes, 3 * 3 * 4);
	CHECK(read_face(pixels, 12, &header) == 0 && header.width == 3 && header.height == 3 && header.sequence == 8);
	CHECK(pixels[0] == 0 && pixels[35] == 35);
	memset(pixels, 0xee, sizeof pixels);
	CHECK(read_face(pixels, 16, &header) == 0);
	CHECK(pixels[11] == 11 && pixels[12] == 0xee && pixels[16] == 12); // rows of another length
}

static void refuses_what_is_no_face(void) {
	uint8_t bytes[FACE_FILE_HEADER];
	struct face_header header;
	make_header(bytes, 3, 2, 2);
	CHECK(face_header_parse(bytes, &header) == -EAGAIN); // odd: being written
	make_header(bytes, 2, 0, 2);
	CHECK(face_header_parse(bytes, &header) == -EPROTO);
	make_header(bytes, 2, FACE_FILE_MAX_WIDTH + 1, 2);
	CHECK(face_header_parse(bytes, &header) == -EPROTO);
	make_header(bytes, 2, 2, 0xffffffff);
	CHECK(face_header_parse(bytes, &header) == -EPROTO);
	make_header(bytes, 2, FACE_FILE_MAX_WIDTH, FACE_FILE_MAX_HEIGHT);
	CHECK(face_header_parse(bytes, &header) == 0);
	bytes[0] = 'X';
	CHECK(face_header_parse(bytes, &header) == -EPROTO);
	make_header(bytes, 2, 2, 2);
	bytes[4] = 2;
	CHECK(face_header_parse(bytes, &header) == -EPROTO);
}

static void refuses_a_short_file(void) {
	uint8_t bytes[FACE_FILE_HEADER], pixels[64];
	struct face_header header;
	make_header(bytes, 2, 4, 4);
	write_file(bytes, sizeof bytes, 4 * 4 * 4 - 1);
	CHECK(read_face(pixels, 16, &header) == -EPROTO);
	write_file(bytes, 10, 0);
	CHECK(read_face(pixels, 16, &header) == -EPROTO);
}

static void notices_a_change_while_reading(void) {
	uint8_t bytes[FACE_FILE_HEADER], pixels[64];
	struct face_header header;
	struct face_stamp stamp;
	make_header(bytes, 2, 4, 4);
	write_file(bytes, sizeof bytes, 64);
	int fd = face_file_open(path);
	CHECK(fd >= 0 && face_file_header(fd, &header, &stamp) == 0 && stamp.sequence == 2);
	make_header(bytes, 4, 4, 4);
	write_file(bytes, sizeof bytes, 64);
	CHECK(face_file_pixels(fd, &header, pixels, 16) == -EAGAIN);
	close(fd);
}

static void opens_regular_files_only(void) {
	unlink(path);
	CHECK(face_file_open(path) == -ENOENT);
	CHECK(mkfifo(path, 0600) == 0 && face_file_open(path) == -EPROTO); // and does not wait for a writer
	unlink(path);
	CHECK(symlink("/etc/passwd", path) == 0 && face_file_open(path) == -ELOOP);
	unlink(path);
}

/* Any header leads to a refusal or to a size within the limits. */
static void survives_any_header(void) {
	uint32_t seed = 5;
	for (int i = 0; i < 50000; i++) {
		uint8_t bytes[FACE_FILE_HEADER];
		struct face_header header;
		make_header(bytes, check_random(&seed), check_random(&seed) % 700, check_random(&seed) % 500);
		for (uint32_t k = check_random(&seed) % 3; k > 0; k--)
			bytes[check_random(&seed) % 20] ^= (uint8_t)(1u << (check_random(&seed) % 8));
		if (face_header_parse(bytes, &header) == 0)
			CHECK(header.width >= 1 && header.width <= FACE_FILE_MAX_WIDTH && header.height >= 1 && header.height <= FACE_FILE_MAX_HEIGHT &&
				!(header.sequence & 1));
	}
}

int main(void) {
	close(mkstemp(path));
	check("reads a frame into rows of any length", reads_a_frame);
	check("refuses a wrong magic, version or size, and waits while one is written", refuses_what_is_no_face);
	check("refuses a file that is too short", refuses_a_short_file);
	check("notices that the frame changed while it was read", notices_a_change_while_reading);
	check("opens regular files only", opens_regular_files_only);
	check("survives any header", survives_any_header);
	unlink(path);
	return 0;
}
