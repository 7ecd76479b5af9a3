#include "frames.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "strip.h"

static char directory[] = "/tmp/alongside-frames-XXXXXX";
static char path[64];

static void a_reader_sees_what_the_writer_wrote(void) {
	struct frames writer, reader;
	struct stat status;
	CHECK(frames_create(&writer, path, 176, 16) == 0);
	CHECK(frames_open(&reader, path) == 0);
	CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0640 && (size_t)status.st_size == writer.size);
	CHECK(reader.width == 176 && reader.height == 16 && reader.strip_rows == STRIP_ROWS && reader.slots == FRAMES_SLOTS);
	CHECK(frames_picture_bytes(&reader) == 176 * 24 * 3 / 2);
	for (int slot = 0; slot < FRAMES_SLOTS; slot++) {
		uint8_t *picture = frames_begin(&writer, slot);
		CHECK(frames_generation(&reader, slot) == 1);
		memset(picture, slot + 1, frames_picture_bytes(&writer));
		CHECK(frames_end(&writer, slot, 7, 9) == 2 && frames_generation(&reader, slot) == 2);
	}
	for (int slot = 0; slot < FRAMES_SLOTS; slot++) {
		const uint8_t *picture = frames_picture(&reader, slot);
		CHECK(picture[0] == slot + 1 && picture[frames_picture_bytes(&reader) - 1] == slot + 1);
	}
	// A stray write of the reader neither kills it nor reaches the writer.
	frames_picture(&reader, 0)[0] = 99;
	CHECK(frames_picture(&writer, 0)[0] == 1);
	frames_close(&reader);
	frames_close(&writer);
	frames_close(&writer);
	CHECK(writer.memory == NULL);
}

static void a_new_file_replaces_the_old_one_and_keeps_its_readers(void) {
	struct frames old, new, reader;
	CHECK(frames_create(&old, path, 176, 16) == 0 && frames_open(&reader, path) == 0);
	CHECK(frames_create(&new, path, 1280, 800) == 0);
	CHECK(reader.width == 176 && frames_picture(&reader, 3)[0] == 0);
	frames_close(&reader);
	CHECK(frames_open(&reader, path) == 0 && reader.width == 1280);
	frames_close(&reader);
	frames_close(&old);
	frames_close(&new);
}

static void refuses_sizes_and_places_that_do_not_fit(void) {
	struct frames frames;
	CHECK(frames_create(&frames, path, 174, 16) == -EINVAL);
	CHECK(frames_create(&frames, path, 177, 16) == -EINVAL);
	CHECK(frames_create(&frames, path, 176, 15) == -EINVAL);
	CHECK(frames_create(&frames, path, 176, 1 << 20) == -EINVAL);
	CHECK(frames_create(&frames, "/nonexistent/screen.frames", 176, 16) == -ENOENT);
	CHECK(frames.memory == NULL);
	CHECK(frames_open(&frames, "/nonexistent") == -ENOENT && frames_open(&frames, directory) == -EPROTO);
	CHECK(frames_open(&frames, "/dev/null") == -EPROTO);
}

static void refuses_spoilt_files(void) {
	struct frames frames;
	uint32_t seed = 11;
	CHECK(frames_create(&frames, path, 176, 16) == 0);
	uint8_t header[28];
	memcpy(header, frames.memory, sizeof header);
	for (int turn = 0; turn < 5000; turn++) {
		struct frames reader;
		uint32_t value = check_random(&seed) >> check_random(&seed) % 32;
		memcpy(frames.memory + 4 * (check_random(&seed) % 7), &value, 4);
		int rc = frames_open(&reader, path);
		CHECK(rc == 0 || rc == -EPROTO);
		if (rc == 0) { // then all of every picture is there
			volatile uint8_t last = frames_picture(&reader, FRAMES_SLOTS - 1)[frames_picture_bytes(&reader) - 1];
			CHECK(last == 0);
			frames_close(&reader);
		}
		memcpy(frames.memory, header, sizeof header);
	}
	CHECK(truncate(path, (off_t)frames.size - 1) == 0 && frames_open(&frames, path) == -EPROTO);
}

/* The seqlock: a copy between two equal even generations is whole. */
static void a_copy_is_never_torn_unnoticed(void) {
	struct frames writer, reader;
	CHECK(frames_create(&writer, path, 176, 16) == 0 && frames_open(&reader, path) == 0);
	pid_t child = fork();
	if (child == 0) {
		for (uint32_t frame = 1; frame < 200000; frame++) {
			memset(frames_begin(&writer, 0), (int)(frame & 0xff), 4096);
			frames_end(&writer, 0, frame, 0);
		}
		_exit(0);
	}
	int whole = 0, torn = 0, status = -1;
	while (waitpid(child, &status, WNOHANG) == 0) {
		uint8_t copy[4096];
		uint32_t generation = frames_generation(&reader, 0);
		memcpy(copy, frames_picture(&reader, 0), sizeof copy);
		if (generation % 2 == 1 || frames_generation(&reader, 0) != generation)
			continue;
		whole++;
		torn += memcmp(copy, copy + 1, sizeof copy - 1) != 0;
	}
	CHECK(status == 0 && torn == 0 && whole > 0);
	printf("%d whole copies\n", whole);
	frames_close(&reader);
	frames_close(&writer);
}

static void notices_keep_their_numbers(void) {
	struct frame_notice notice = {1, 2, 4, FRAME_REMAP, 0x1122334455667788, {1, 2, 1280, 800}}, read;
	uint8_t bytes[FRAME_NOTICE_BYTES];
	frame_notice_encode(&notice, bytes);
	CHECK(bytes[0] == 1 && bytes[4] == 2 && bytes[8] == 4 && bytes[12] == 1 && bytes[16] == 0x88 && bytes[23] == 0x11);
	CHECK(bytes[24] == 1 && bytes[26] == 2 && bytes[28] == 0 && bytes[29] == 5 && bytes[30] == 0x20 && bytes[31] == 3);
	frame_notice_decode(bytes, &read);
	CHECK(read.frame == 1 && read.capture_ns == notice.capture_ns && box_equal(read.damage, notice.damage));
}

int main(void) {
	CHECK(mkdtemp(directory) != NULL);
	snprintf(path, sizeof path, "%s/screen.frames", directory);
	a_reader_sees_what_the_writer_wrote();
	a_new_file_replaces_the_old_one_and_keeps_its_readers();
	refuses_sizes_and_places_that_do_not_fit();
	refuses_spoilt_files();
	a_copy_is_never_torn_unnoticed();
	notices_keep_their_numbers();
	unlink(path);
	CHECK(rmdir(directory) == 0); // nothing unfinished was left
	return check_failures();
}
