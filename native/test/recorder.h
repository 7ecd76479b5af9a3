/* Tells on standard output what a client of the seat gets, a line for each event:
 *   key CODE down|up SYMBOL | mods MASK | keymap | button CODE down|up X Y | motion X Y | axis 0|1 WAY | detents 0|1 COUNT */
#ifndef ALONGSIDE_RECORDER_H
#define ALONGSIDE_RECORDER_H

#include <wayland-client.h>

void recorder_bind(struct wl_registry *registry, uint32_t name);

#endif
