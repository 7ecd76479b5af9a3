#include "strip.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "i420.h"

static cJSON *golden_read(const char *path) {
	static char text[64 * 1024];
	FILE *file = fopen(path, "r");
	size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
	if (file)
		fclose(file);
	return cJSON_ParseWithLength(text, size);
}

static void from_hex(const char *hex, uint8_t bytes[STRIP_BYTES]) {
	for (int i = 0; i < STRIP_BYTES; i++) {
		unsigned byte = 0;
		sscanf(hex + 2 * i, "%2x", &byte);
		bytes[i] = (uint8_t)byte;
	}
}

static struct strip read_strip(const cJSON *json) {
	return (struct strip){
		.frame = (uint32_t)cJSON_GetNumberValue(cJSON_GetObjectItem(json, "frame")),
		.capture_ms = cJSON_GetNumberValue(cJSON_GetObjectItem(json, "captureMs")),
		.flags = (uint8_t)cJSON_GetNumberValue(cJSON_GetObjectItem(json, "flags")),
	};
}

static int strip_equal(struct strip a, struct strip b) {
	return a.frame == b.frame && a.capture_ms == b.capture_ms && a.flags == b.flags;
}

static const char *hex_of(const cJSON *json) {
	return cJSON_GetStringValue(cJSON_IsString(json) ? json : cJSON_GetObjectItem(json, "bytes"));
}

static void agrees_with_golden(const cJSON *golden) {
	const cJSON *each;
	uint8_t bytes[STRIP_BYTES], expected[STRIP_BYTES];
	struct strip read;
	cJSON_ArrayForEach(each, cJSON_GetObjectItem(golden, "crc16")) {
		const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(each, "text"));
		CHECK(strip_crc16((const uint8_t *)text, strlen(text)) == cJSON_GetNumberValue(cJSON_GetObjectItem(each, "crc")));
	}
	cJSON_ArrayForEach(each, cJSON_GetObjectItem(golden, "strips")) {
		struct strip strip = read_strip(each);
		strip_encode(&strip, bytes);
		from_hex(hex_of(each), expected);
		CHECK(memcmp(bytes, expected, STRIP_BYTES) == 0);
		CHECK(strip_decode(expected, &read) && strip_equal(read, read_strip(cJSON_GetObjectItem(each, "read"))));
	}
	cJSON_ArrayForEach(each, cJSON_GetObjectItem(golden, "refused")) {
		from_hex(hex_of(each), bytes);
		CHECK(!strip_decode(bytes, &read));
	}
}

static void draws_and_reads_below_the_picture(const cJSON *golden) {
	static const int widths[] = {STRIP_MIN_WIDTH, 178, 1280, 1920};
	const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(golden, "strips"), 4);
	struct strip strip = read_strip(first), read;
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
		int width = widths[i], height = 16 + STRIP_ROWS;
		uint8_t *picture = malloc(i420_size(width, height));
		memset(picture, 77, i420_size(width, height));
		CHECK(!strip_read(picture, width, height, &read));
		strip_draw(picture, width, height, &strip);
		CHECK(strip_read(picture, width, height, &read) && strip_equal(read, read_strip(cJSON_GetObjectItem(first, "read"))));
		CHECK(picture[width * 16 - 1] == 77 && picture[width * 16] == 235); // the sync begins with 1
		CHECK(picture[width * height - 1] == 16 || width % STRIP_BITS == 0);
		int above = width / 2 * 8;
		CHECK(picture[width * height + above - 1] == 77 && picture[width * height + above] == 128);
		free(picture);
	}
}

int main(int argc, char **argv) {
	cJSON *golden = golden_read(argc > 1 ? argv[1] : "protocol/golden/strip.json");
	CHECK(cJSON_GetArraySize(cJSON_GetObjectItem(golden, "strips")) >= 10);
	agrees_with_golden(golden);
	draws_and_reads_below_the_picture(golden);
	cJSON_Delete(golden);
	return check_failures();
}
