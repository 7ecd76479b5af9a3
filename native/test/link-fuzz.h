/* What a peer's bytes go through: framing, then message. Must hold for any bytes in pieces of any size. */
#ifndef ALONGSIDE_LINK_FUZZ_H
#define ALONGSIDE_LINK_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The first byte says how large the pieces are. Returns the count of messages that were accepted. */
int link_fuzz(const uint8_t *bytes, size_t size);

#endif
