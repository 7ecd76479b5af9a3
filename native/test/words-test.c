/* The pictures of a glass that has nothing else to show. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bitmap.h"
#include "check.h"
#include "frame-buffer.h"
#include "troubles.h"
#include "words.h"

/* What fontconfig keeps to its end is no leak of ours (LeakSanitizer asks for this by name). */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
	return "leak:libfontconfig";
}

#define WIDTH 640
#define HEIGHT 200

static uint32_t pixels[2][HEIGHT][WIDTH];

static int bright(const uint32_t *row, int count) {
	int found = 0;
	for (int x = 0; x < count; x++)
		found += (row[x] & 0xff) > 0xc0;
	return found;
}

static void paints_words_in_the_middle(void) {
	for (int words = 0; words < WORDS_COUNT; words++) {
		struct words_picture picture = {(uint8_t *)pixels[words], WIDTH, HEIGHT, 4 * WIDTH, WORDS_XRGB8888};
		CHECK(words_paint(&picture, (enum words)words, WORDS_GROUND) == 0);
		CHECK((pixels[words][0][0] & 0xffffff) == WORDS_GROUND);
		CHECK((pixels[words][HEIGHT - 1][WIDTH - 1] & 0xffffff) == WORDS_GROUND);
		int inside = 0, outside = 0;
		for (int y = 0; y < HEIGHT; y++)
			inside += bright(&pixels[words][y][WIDTH / 20], WIDTH - WIDTH / 10);
		for (int y = 0; y < HEIGHT; y++)
			outside += bright(pixels[words][y], WIDTH / 20) + bright(&pixels[words][y][WIDTH - WIDTH / 20], WIDTH / 20);
		CHECK(inside > 500);
		CHECK(outside == 0);
	}
	CHECK(memcmp(pixels[WORDS_STARTING], pixels[WORDS_REPAIRING], sizeof pixels[0]) != 0);
}

static void paints_any_size_and_sixteen_bits(void) {
	static uint16_t small[64][64];
	struct words_picture picture = {(uint8_t *)small, 1, 1, 4, WORDS_RGB565};
	CHECK(words_paint(&picture, WORDS_STARTING, 0xf80000) == 0);
	CHECK(small[0][0] == 0xf800);
	picture = (struct words_picture){(uint8_t *)small, 64, 64, 128, WORDS_RGB565};
	CHECK(words_paint(&picture, WORDS_STARTING, 0x0000ff) == 0);
	CHECK(small[63][63] == 0x001f);
}

static void names_are_read_and_written(void) {
	CHECK(words_from_name("starting") == WORDS_STARTING);
	CHECK(words_from_name("repairing") == WORDS_REPAIRING);
	CHECK(words_from_name("") == -1);
	CHECK(words_from_name("repairing ") == -1);
	CHECK(strcmp(words_name(WORDS_REPAIRING), "repairing") == 0);
}

static void writes_a_bitmap(void) {
	char path[] = "/tmp/alongside-bitmap-XXXXXX";
	uint8_t header[54];
	close(mkstemp(path));
	CHECK(bitmap_write(path, WORDS_STARTING, 101, 40) == 0);
	struct stat stat_of;
	FILE *file = fopen(path, "rb");
	CHECK(file && fstat(fileno(file), &stat_of) == 0);
	CHECK(fread(header, sizeof header, 1, file) == 1);
	CHECK(header[0] == 'B' && header[1] == 'M' && header[18] == 101 && header[22] == 40 && header[28] == 24);
	// 303 bytes of pixels a row, filled up to 304.
	CHECK(stat_of.st_size == 54 + 304 * 40);
	fclose(file);
	unlink(path);
	CHECK(bitmap_write("/nowhere/at/all", WORDS_STARTING, 8, 8) == -ENOENT);
}

static void refuses_what_is_no_frame_buffer(void) {
	CHECK(frame_buffer_show("/dev/null", WORDS_STARTING) == -ENOTTY);
	CHECK(frame_buffer_show("/nowhere/at/all", WORDS_STARTING) == -ENOENT);
}

static void troubles_are_files(void) {
	char folder[] = "/tmp/alongside-troubles-XXXXXX", path[64];
	struct troubles troubles;
	CHECK(mkdtemp(folder) != NULL);
	troubles_init(&troubles, folder);
	CHECK(troubles.fd >= 0 && !troubles_any(&troubles));
	snprintf(path, sizeof path, "%s/.kiosk-app", folder);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	CHECK(!troubles_any(&troubles));
	unlink(path);
	snprintf(path, sizeof path, "%s/kiosk-app", folder);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	CHECK(troubles_any(&troubles));
	unlink(path);
	CHECK(!troubles_any(&troubles));
	troubles_destroy(&troubles);
	rmdir(folder);
	troubles_init(&troubles, folder);
	CHECK(troubles.fd == -1 && !troubles_any(&troubles));
}

int main(void) {
	paints_words_in_the_middle();
	paints_any_size_and_sixteen_bits();
	names_are_read_and_written();
	writes_a_bitmap();
	refuses_what_is_no_frame_buffer();
	troubles_are_files();
	return check_failures();
}
