/* Cuts a byte stream into payloads: u32 little-endian length, then that many bytes (protocol/frame.ts). Knows no socket. */
#ifndef ALONGSIDE_FRAMING_H
#define ALONGSIDE_FRAMING_H

#include <stddef.h>
#include <stdint.h>

#define FRAMING_HEADER 4

struct framing {
	size_t max_payload;
	uint8_t *bytes; // FRAMING_HEADER + max_payload
	size_t start;   // first byte that was not returned yet
	size_t end;     // first free byte
};

/* Returns 0 or -ENOMEM. */
int framing_init(struct framing *framing, size_t max_payload);
void framing_destroy(struct framing *framing);
/* Forgets what was half received: a new stream begins. */
void framing_reset(struct framing *framing);

/* Free space for the next bytes, never empty after framing_next returned 0. Say how many were put there with framing_fill. */
uint8_t *framing_space(struct framing *framing, size_t *size);
void framing_fill(struct framing *framing, size_t size);

/* Returns 1 and the next payload (valid until framing_space), 0 when more bytes are needed,
 * -EPROTO when a length is 0 or above max_payload: close the stream then. */
int framing_next(struct framing *framing, const uint8_t **payload, size_t *size);

void framing_put_length(uint8_t header[FRAMING_HEADER], size_t size);

#endif
