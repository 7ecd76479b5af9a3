/* A seeded slice of the fuzzing, for every test run: each message of the daemon, changed here and there. */
#include "screen-fuzz.h"

#include <string.h>

#include "check.h"

static const char *const messages[] = {
	"{\"type\":\"screen/welcome\",\"version\":1}\n",
	"{\"type\":\"screen/view\",\"state\":\"live\",\"forMs\":250}\n",
	"{\"type\":\"screen/own\",\"serial\":1,\"rects\":[{\"x\":-1,\"y\":2,\"width\":3,\"height\":4}]}\n",
	"{\"type\":\"screen/refresh\"}\n",
	"{\"type\":\"screen/text\",\"serial\":7,\"text\":\"Gr\\u00fc\xc3\x9f\xf0\x9f\x99\x82\\n\\t \\ud83d\\ude42\"}\n",
	"{\"type\":\"screen/pointer\",\"x\":640,\"y\":400}\n",
	"{\"type\":\"screen/button\",\"button\":272,\"down\":true}\n",
	"{\"type\":\"screen/wheel\",\"dx\":-120,\"dy\":15}\n",
	"{\"type\":\"screen/key\",\"code\":30,\"down\":false}\n",
	"{\"type\":\"screen/release\"}\n",
	"{\"type\":\"screen/input\",\"forMs\":250}\n",
};
enum { KINDS = sizeof messages / sizeof messages[0] };

static size_t stream(uint8_t *bytes, uint32_t *seed) {
	size_t size = 0;
	for (int i = 0; i < 4; i++) {
		const char *message = messages[check_random(seed) % KINDS];
		memcpy(bytes + size, message, strlen(message));
		size += strlen(message);
	}
	return size;
}

int main(void) {
	uint8_t bytes[1024];
	uint32_t seed = 20261122;
	int taken = 0;
	for (int kind = 0; kind < KINDS; kind++)
		CHECK(screen_fuzz((const uint8_t *)messages[kind], strlen(messages[kind])) == 1);
	for (int turn = 0; turn < 20000; turn++) {
		size_t size = stream(bytes, &seed);
		for (uint32_t change = check_random(&seed) % 6; change > 0; change--)
			bytes[check_random(&seed) % size] = (uint8_t)check_random(&seed);
		taken += screen_fuzz(bytes, size);
	}
	CHECK(taken > 1000);
	return check_failures();
}
