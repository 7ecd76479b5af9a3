/* A seeded slice of the fuzzing, for every test run: events that devices send, in any order and with any value. */
#include "decoder-fuzz.h"

#include <linux/input.h>
#include <string.h>

#include "check.h"

static const uint16_t likely[][2] = {
	{EV_SYN, SYN_REPORT}, {EV_SYN, SYN_REPORT}, {EV_SYN, SYN_MT_REPORT}, {EV_SYN, SYN_DROPPED}, {EV_ABS, ABS_MT_SLOT}, {EV_ABS, ABS_MT_TRACKING_ID},
	{EV_ABS, ABS_MT_TRACKING_ID}, {EV_ABS, ABS_MT_POSITION_X}, {EV_ABS, ABS_MT_POSITION_Y}, {EV_ABS, ABS_X}, {EV_ABS, ABS_Y}, {EV_KEY, BTN_TOUCH},
	{EV_KEY, BTN_LEFT}, {EV_KEY, BTN_TASK}, {EV_KEY, KEY_HELP}, {EV_KEY, KEY_A}, {EV_KEY, KEY_B}, {EV_REL, REL_X},
};

static size_t stream(uint8_t *bytes, size_t size, uint32_t *seed) {
	for (size_t i = 0; i < 5; i++)
		bytes[i] = (uint8_t)check_random(seed);
	size_t at = 5;
	for (; at + 8 <= size; at += 8) {
		int32_t value = (int32_t)check_random(seed);
		if (value % 8 != 0)
			value = value % 18 - 1;
		memcpy(bytes + at, likely[check_random(seed) % (sizeof likely / sizeof *likely)], 4);
		memcpy(bytes + at + 4, &value, 4);
	}
	return at;
}

int main(void) {
	uint8_t bytes[1500];
	uint32_t seed = 20261122;
	int told = 0;
	for (int turn = 0; turn < 5000; turn++) {
		size_t size = stream(bytes, sizeof bytes, &seed);
		told += decoder_fuzz(bytes, size - check_random(&seed) % 16);
	}
	CHECK(told > 50000);
	return check_failures();
}
