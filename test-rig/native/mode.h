/* Gives the headless output a size of our choice (wlr-output-management). */
#ifndef ALONGSIDE_MODE_H
#define ALONGSIDE_MODE_H

#include <stdbool.h>
#include <wayland-client.h>

struct zwlr_output_manager_v1;
struct zwlr_output_head_v1;

struct mode {
	int width, height; // wanted; 0: leave it
	struct zwlr_output_manager_v1 *manager;
	struct zwlr_output_head_v1 *head;
	bool is_asked;
};

void mode_init(struct mode *mode, int width, int height);
bool mode_bind(struct mode *mode, struct wl_registry *registry, uint32_t name, const char *interface);
void mode_destroy(struct mode *mode);

#endif
