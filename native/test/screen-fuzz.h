/* What the daemon's messages go through in screen: parsing, then the handlers. Must hold for any bytes. */
#ifndef ALONGSIDE_SCREEN_FUZZ_H
#define ALONGSIDE_SCREEN_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Messages, one a line, to a daemon that has been welcomed. Returns the count of those that were taken; aborts when a taken one is out
 * of its bounds. */
int screen_fuzz(const uint8_t *bytes, size_t size);

#endif
