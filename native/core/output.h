/* The one output of a kiosk: its size and that it is upright. */
#ifndef ALONGSIDE_OUTPUT_H
#define ALONGSIDE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

struct output {
	struct wl_output *proxy; // NULL while there is none
	uint32_t name;           // of the global
	int width, height;       // of the current mode in pixels; 0 until the compositor said it
	int transform;           // wl_output.transform; 0 is upright
	bool is_changed;         // set at each complete description; the owner clears it
};

/* Binds the global unless one is bound already: a kiosk has one output, a second is left alone. */
void output_bind(struct output *output, struct wl_registry *registry, uint32_t name, uint32_t version);
void output_destroy(struct output *output);

#endif
