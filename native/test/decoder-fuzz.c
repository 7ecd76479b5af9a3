#include "decoder-fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "decoder.h"

#define HEADER 5
#define EVENT 8

struct told {
	int count;
	bool fingers[DECODER_CONTACTS], keys[KEY_CNT], click;
};

#define MUST(statement)              \
	do {                         \
		if (!(statement))    \
			abort();     \
	} while (0)

static void decoder_fuzz_tell(void *data, const struct physical *event) {
	struct told *told = data;
	told->count++;
	switch (event->kind) {
	case PHYSICAL_TOUCH:
		MUST(event->finger >= 0 && event->finger < DECODER_CONTACTS && event->x >= 0 && event->x <= 1 && event->y >= 0 && event->y <= 1);
		MUST(told->fingers[event->finger] == (event->phase != TOUCH_DOWN));
		told->fingers[event->finger] = event->phase != TOUCH_UP;
		break;
	case PHYSICAL_CLICK:
		MUST(told->click != event->is_down);
		told->click = event->is_down;
		break;
	case PHYSICAL_KEY:
		MUST((event->code == KEY_HELP || event->code == KEY_A || event->code == BTN_TOUCH) && told->keys[event->code] != event->is_down);
		told->keys[event->code] = event->is_down;
		break;
	default:
		abort();
	}
}

/* Any state, also one that no kernel has. */
static void decoder_fuzz_sync(struct decoder *decoder, const uint8_t *bytes, size_t size) {
	struct decoder_state state;
	memset(&state, 0, sizeof state);
	memcpy(&state, bytes, size < sizeof state ? size : sizeof state);
	decoder_sync(decoder, &state, 0);
}

int decoder_fuzz(const uint8_t *bytes, size_t size) {
	static const struct decoder_keys keys = {{KEY_HELP, KEY_A, BTN_TOUCH}, 3};
	struct told told = {0};
	struct decoder decoder;
	if (size < HEADER)
		return 0;
	decoder_init(&decoder, (enum evdev_kind)(bytes[0] % (EVDEV_MOUSE + 1)), &keys, decoder_fuzz_tell, &told);
	decoder.x = (struct decoder_axis){(int8_t)bytes[1] * 100, (int8_t)bytes[2] * 100};
	decoder.y = (struct decoder_axis){(int8_t)bytes[3], (int8_t)bytes[4] * (1 << 24)};
	for (size_t at = HEADER; at + EVENT <= size; at += EVENT) {
		struct input_event event = {0};
		memcpy(&event.type, bytes + at, 2);
		memcpy(&event.code, bytes + at + 2, 2);
		memcpy(&event.value, bytes + at + 4, 4);
		if (decoder_feed(&decoder, &event))
			decoder_fuzz_sync(&decoder, bytes + at + EVENT, size - at - EVENT);
	}
	decoder_release(&decoder, 0);
	for (int i = 0; i < DECODER_CONTACTS; i++)
		MUST(!told.fingers[i]);
	MUST(!told.click && !told.keys[KEY_HELP] && !told.keys[KEY_A] && !told.keys[BTN_TOUCH]);
	return told.count;
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
	decoder_fuzz(bytes, size);
	return 0;
}
#endif
