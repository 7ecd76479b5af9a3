/* A seeded slice of the fuzzing, for every test run: valid streams, changed here and there. */
#include <string.h>

#include "check.h"
#include "link-fuzz.h"

static const char *const messages[] = {
	"{\"type\":\"screen/view\",\"state\":\"live\",\"forMs\":250}",
	"{\"type\":\"screen/own\",\"serial\":1,\"rects\":[{\"x\":-1,\"y\":2,\"width\":3,\"height\":4}]}",
	"{\"type\":\"a/b\",\"n\":1e400,\"t\":\"\\u20ac\\\"\"} ",
};

static size_t stream(uint8_t *bytes, uint32_t *seed) {
	size_t size = 0;
	bytes[size++] = (uint8_t)check_random(seed);
	for (int i = 0; i < 4; i++) {
		const char *message = messages[check_random(seed) % 3];
		size_t length = strlen(message);
		memcpy(bytes + size, (uint8_t[]){(uint8_t)length, 0, 0, 0}, 4);
		memcpy(bytes + size + 4, message, length);
		size += 4 + length;
	}
	return size;
}

int main(void) {
	uint8_t bytes[1024];
	uint32_t seed = 20261122;
	int accepted = 0;
	for (int turn = 0; turn < 200; turn++)
		CHECK(link_fuzz(bytes, stream(bytes, &seed)) == 4);
	for (int turn = 0; turn < 20000; turn++) {
		size_t size = stream(bytes, &seed);
		for (uint32_t change = check_random(&seed) % 5 + 1; change > 0; change--)
			bytes[check_random(&seed) % size] = (uint8_t)check_random(&seed);
		accepted += link_fuzz(bytes, size - check_random(&seed) % 8);
	}
	CHECK(accepted > 1000);
	return check_failures();
}
