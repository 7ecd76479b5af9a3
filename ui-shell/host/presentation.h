/* Asks the compositor when a commit reached the glass. */
#ifndef ALONGSIDE_PRESENTATION_H
#define ALONGSIDE_PRESENTATION_H

#include "wayland.h"

/* `at_ms`: CLOCK_MONOTONIC, or -1 when the commit was replaced before it was shown. */
typedef void (*presentation_fn)(void *data, double at_ms);

/* Call before the commit. Without wp_presentation the surface's next frame callback stands in for it. */
void presentation_request(struct wayland *wayland, struct wl_surface *surface, presentation_fn done, void *data);

#endif
