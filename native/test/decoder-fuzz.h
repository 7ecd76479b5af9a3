/* What a device's bytes go through: the decoder, by any kind of device. What is told must be in order for any stream. */
#ifndef ALONGSIDE_DECODER_FUZZ_H
#define ALONGSIDE_DECODER_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Byte 0 says the kind, bytes 1 to 4 the axes; then 8 bytes for each event: u16 type, u16 code, i32 value.
 * Returns the count of events that were told. */
int decoder_fuzz(const uint8_t *bytes, size_t size);

#endif
