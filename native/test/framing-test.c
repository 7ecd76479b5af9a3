#include "framing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define MAX 16

static void put(struct framing *framing, const void *bytes, size_t count) {
	size_t size;
	uint8_t *space = framing_space(framing, &size);
	CHECK(size >= count);
	memcpy(space, bytes, count);
	framing_fill(framing, count);
}

static void reads_payloads_that_arrive_byte_by_byte(void) {
	static const uint8_t stream[] = {3, 0, 0, 0, 'a', 'b', 'c', 1, 0, 0, 0, 'd'};
	struct framing framing;
	const uint8_t *payload;
	size_t size, found = 0;
	CHECK(framing_init(&framing, MAX) == 0);
	for (size_t i = 0; i < sizeof stream; i++) {
		put(&framing, stream + i, 1);
		int rc = framing_next(&framing, &payload, &size);
		CHECK(rc == (i == 6 || i == 11));
		if (rc == 1)
			CHECK(found++ == 0 ? size == 3 && memcmp(payload, "abc", 3) == 0 : size == 1 && payload[0] == 'd');
	}
	CHECK(found == 2);
	framing_destroy(&framing);
}

static void reads_payloads_that_arrive_together(void) {
	static const uint8_t stream[] = {1, 0, 0, 0, 'a', 2, 0, 0, 0, 'b', 'c', 1, 0};
	struct framing framing;
	const uint8_t *payload;
	size_t size;
	framing_init(&framing, MAX);
	put(&framing, stream, sizeof stream);
	CHECK(framing_next(&framing, &payload, &size) == 1 && size == 1 && payload[0] == 'a');
	CHECK(framing_next(&framing, &payload, &size) == 1 && size == 2 && payload[1] == 'c');
	CHECK(framing_next(&framing, &payload, &size) == 0);
	put(&framing, "\0\0z", 3);
	CHECK(framing_next(&framing, &payload, &size) == 1 && payload[0] == 'z');
	framing_destroy(&framing);
}

static void takes_the_largest_and_refuses_impossible_lengths(void) {
	static const uint8_t lengths[][5] = {{0, 0, 0, 0, 0}, {17, 0, 0, 0, 0}, {0, 1, 0, 0, 0}, {1, 0, 0, 0x80, 0}, {255, 255, 255, 255, 0}};
	struct framing framing;
	const uint8_t *payload;
	size_t size;
	framing_init(&framing, MAX);
	uint8_t largest[FRAMING_HEADER + MAX] = {MAX};
	put(&framing, largest, sizeof largest);
	CHECK(framing_next(&framing, &payload, &size) == 1 && size == MAX);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		framing_reset(&framing);
		put(&framing, lengths[i], 4);
		CHECK(framing_next(&framing, &payload, &size) == -EPROTO);
	}
	framing_destroy(&framing);
}

static void writes_lengths_that_it_reads(void) {
	uint8_t header[FRAMING_HEADER];
	framing_put_length(header, 0x01020304);
	CHECK(header[0] == 4 && header[1] == 3 && header[2] == 2 && header[3] == 1);
}

int main(void) {
	reads_payloads_that_arrive_byte_by_byte();
	reads_payloads_that_arrive_together();
	takes_the_largest_and_refuses_impossible_lengths();
	writes_lengths_that_it_reads();
	return check_failures();
}
