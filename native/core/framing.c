#include "framing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int framing_init(struct framing *framing, size_t max_payload) {
	*framing = (struct framing){.max_payload = max_payload, .bytes = malloc(FRAMING_HEADER + max_payload)};
	return framing->bytes ? 0 : -ENOMEM;
}

void framing_destroy(struct framing *framing) {
	free(framing->bytes);
	*framing = (struct framing){0};
}

void framing_reset(struct framing *framing) {
	framing->start = framing->end = 0;
}

uint8_t *framing_space(struct framing *framing, size_t *size) {
	memmove(framing->bytes, framing->bytes + framing->start, framing->end - framing->start);
	framing->end -= framing->start;
	framing->start = 0;
	*size = FRAMING_HEADER + framing->max_payload - framing->end;
	return framing->bytes + framing->end;
}

void framing_fill(struct framing *framing, size_t size) {
	framing->end += size;
}

int framing_next(struct framing *framing, const uint8_t **payload, size_t *size) {
	const uint8_t *at = framing->bytes + framing->start;
	size_t pending = framing->end - framing->start;
	if (pending < FRAMING_HEADER)
		return 0;
	size_t length = at[0] | at[1] << 8 | at[2] << 16 | (size_t)at[3] << 24;
	if (length < 1 || length > framing->max_payload)
		return -EPROTO;
	if (pending - FRAMING_HEADER < length)
		return 0;
	*payload = at + FRAMING_HEADER;
	*size = length;
	framing->start += FRAMING_HEADER + length;
	return 1;
}

void framing_put_length(uint8_t header[FRAMING_HEADER], size_t size) {
	for (int i = 0; i < FRAMING_HEADER; i++)
		header[i] = (uint8_t)(size >> (8 * i));
}
