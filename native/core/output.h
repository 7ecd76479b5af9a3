/* An output of the compositor: what it shows, how it is turned, and where it lies among the others. */
#ifndef ALONGSIDE_OUTPUT_H
#define ALONGSIDE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-client.h>

#include "box.h"

#define OUTPUT_NAME_SIZE 64

struct zxdg_output_manager_v1;
struct zxdg_output_v1;

struct output {
	struct wl_output *proxy; // NULL while there is none
	struct zxdg_output_v1 *xdg;
	uint32_t name;                    // of the global
	char connector[OUTPUT_NAME_SIZE]; // HDMI-A-1, DSI-1…; empty where the compositor does not say
	int width, height;                // of the picture in pixels as a person sees it, turned upright; 0 until the compositor said it
	int transform;                    // wl_output.transform of the current mode's pixels to the upright ones
	struct box layout;                // where it lies, in the logical pixels of surfaces
	bool is_changed;                  // set at each complete description; the owner clears it
	// As told, until `done`.
	int mode_width, mode_height, told_transform, scale;
	struct box told_layout;
};

/* Binds the global unless one is bound here already. */
void output_bind(struct output *output, struct wl_registry *registry, uint32_t name, uint32_t version);
/* Asks for the place among others, as soon as both are known; `manager` may be NULL. */
void output_place(struct output *output, struct zxdg_output_manager_v1 *manager);
void output_destroy(struct output *output);

#endif
