#include "screen-fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "keymap.h"
#include "message.h"
#include "typing.h"

static void must(bool holds) {
	if (!holds)
		abort();
}

static void on_present(void *data, bool is_present) {
}

static void on_view(void *data, enum view view, double for_ms) {
	must(view >= VIEW_OFF && view <= VIEW_LIVE && for_ms >= 1 && for_ms <= 1000);
}

static void on_own(void *data, const struct own_set *set, long serial) {
	must(set->count >= 0 && set->count <= OWN_MAX && serial >= 0);
	for (int i = 0; i < set->count; i++)
		must(set->boxes[i].width >= 0 && set->boxes[i].height >= 0);
}

static void on_refresh(void *data) {
}

/* Texts are kept as screen keeps them, and typed by the character. */
static void on_text(struct typing *typing, const struct order *order) {
	must(order->text.serial >= 0 && *order->text.text);
	if (typing_add(typing, order->text.serial, order->text.text) < 0)
		return;
	must(typing->bytes <= TYPING_MAX_BYTES);
	struct keymap keymap;
	while (!typing_is_through(typing)) {
		keymap_gather(&keymap, typing->rest);
		int code = keymap_code(&keymap, keymap_next(&typing->rest));
		must(code >= KEYMAP_FIRST_CODE && code <= KEYMAP_MAX_CODE);
	}
	must(typing_finish(typing) == order->text.serial);
}

static void on_order(void *data, const struct order *order) {
	switch (order->kind) {
	case ORDER_TEXT:
		on_text(data, order);
		return;
	case ORDER_POINTER:
		must(order->pointer.x >= 0 && order->pointer.y >= 0 && order->pointer.x <= ORDER_COUNT_MAX && order->pointer.y <= ORDER_COUNT_MAX);
		return;
	case ORDER_BUTTON:
		must(order->press.code >= 0x110 && order->press.code <= 0x112);
		return;
	case ORDER_WHEEL:
		must(labs(order->wheel.dx) <= 32768 && labs(order->wheel.dy) <= 32768);
		return;
	case ORDER_KEY:
		must(order->press.code >= 1 && order->press.code <= 767);
		return;
	case ORDER_LEASE:
		must(order->for_ms >= 1 && order->for_ms <= 1000);
		return;
	case ORDER_RELEASE:
		return;
	}
	abort();
}

static const struct daemon_listener listener = {on_present, on_view, on_own, on_refresh, on_order};

int screen_fuzz(const uint8_t *bytes, size_t size) {
	struct typing typing = {0};
	struct daemon daemon = {.is_welcome = true, .listener = &listener, .data = &typing};
	int taken = 0;
	for (const uint8_t *end = bytes + size; bytes < end;) {
		const uint8_t *line = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t length = (size_t)((line ? line : end) - bytes);
		cJSON *message = message_parse(bytes, length);
		if (message && daemon_take(&daemon, message))
			taken++;
		daemon.is_welcome = true; // a welcome of another version takes it away
		cJSON_Delete(message);
		bytes += length + 1;
	}
	typing_clear(&typing);
	return taken;
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
	screen_fuzz(bytes, size);
	return 0;
}
#endif
