#include "link-fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "framing.h"
#include "link.h"
#include "message.h"

/* Small, so that its border is met often. */
#define MAX_PAYLOAD 512

static void link_fuzz_fields(const cJSON *message) {
	long value;
	const cJSON *child;
	cJSON_ArrayForEach(child, message) {
		if (message_integer(message, child->string, -32768, 32767, &value) && (value < -32768 || value > 32767))
			abort();
		const char *text = message_text(message, child->string);
		if (text && strlen(text) > MAX_PAYLOAD)
			abort();
	}
}

static int link_fuzz_drain(struct framing *framing, int *accepted) {
	const uint8_t *payload;
	size_t size;
	int rc;
	while ((rc = framing_next(framing, &payload, &size)) > 0) {
		if (size < 1 || size > MAX_PAYLOAD)
			abort();
		cJSON *message = message_parse(payload, size);
		if (!message)
			return -1; // the link hangs up
		if (!message_type(message))
			abort();
		link_fuzz_fields(message);
		cJSON_Delete(message);
		++*accepted;
	}
	return rc;
}

int link_fuzz(const uint8_t *bytes, size_t size) {
	struct framing framing;
	int accepted = 0;
	if (size < 1 || framing_init(&framing, MAX_PAYLOAD) < 0)
		return 0;
	size_t piece = bytes[0] % 64 + 1;
	for (size_t at = 1; at < size;) {
		size_t room;
		uint8_t *space = framing_space(&framing, &room);
		if (room == 0)
			abort();
		size_t count = size - at < piece ? size - at : piece;
		count = count < room ? count : room;
		memcpy(space, bytes + at, count);
		framing_fill(&framing, count);
		at += count;
		if (link_fuzz_drain(&framing, &accepted) < 0)
			break;
	}
	framing_destroy(&framing);
	return accepted;
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
	link_fuzz(bytes, size);
	return 0;
}
#endif
