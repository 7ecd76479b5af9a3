/* What the kernel says about an open event device (the EVIOC ioctls). */
#ifndef ALONGSIDE_EVDEV_QUERY_H
#define ALONGSIDE_EVDEV_QUERY_H

#include <stddef.h>

#include "evdev.h"

/* Sets the device's clock to CLOCK_MONOTONIC and reads what it is. `has_use` false: it is neither touched nor clicked nor has one of `keys`.
 * Returns 0 or -errno. */
int evdev_query(int fd, const struct decoder_keys *keys, struct evdev_description *description, char *name, size_t name_size, bool *has_use);
/* Reads what is held down where. Returns 0 or -errno. */
int evdev_query_state(int fd, enum evdev_kind kind, struct decoder_state *state);

#endif
