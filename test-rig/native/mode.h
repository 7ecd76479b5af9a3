/* Gives the headless output a size, a turn and a scale of our choice (wlr-output-management). */
#ifndef ALONGSIDE_MODE_H
#define ALONGSIDE_MODE_H

#include <stdbool.h>
#include <wayland-client.h>

struct zwlr_output_manager_v1;
struct zwlr_output_head_v1;

struct mode_wish {
	int width, height; // of the panel in pixels; 0: leave it all
	int transform;     // wl_output.transform
	double scale;      // 0: leave it
};

struct mode {
	struct mode_wish wish;
	struct zwlr_output_manager_v1 *manager;
	struct zwlr_output_head_v1 *head;
	bool is_asked;
};

void mode_init(struct mode *mode, const struct mode_wish *wish);
bool mode_bind(struct mode *mode, struct wl_registry *registry, uint32_t name, const char *interface);
void mode_destroy(struct mode *mode);

#endif
