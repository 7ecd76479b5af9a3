#include "mode.h"

#include <stddef.h>
#include <string.h>

#include "log.h"
#include "wlr-output-management-unstable-v1-client-protocol.h"

static void mode_on_succeeded(void *data, struct zwlr_output_configuration_v1 *configuration) {
	zwlr_output_configuration_v1_destroy(configuration);
}

static void mode_on_failed(void *data, struct zwlr_output_configuration_v1 *configuration) {
	const struct mode *mode = data;
	log_line("the compositor refused an output of %dx%d, transform %d, scale %g", mode->wish.width, mode->wish.height, mode->wish.transform,
		mode->wish.scale);
	zwlr_output_configuration_v1_destroy(configuration);
}

static void mode_on_cancelled(void *data, struct zwlr_output_configuration_v1 *configuration) {
	struct mode *mode = data;
	mode->is_asked = false; // the next `done` brings a new serial
	zwlr_output_configuration_v1_destroy(configuration);
}

static const struct zwlr_output_configuration_v1_listener mode_configuration_listener = {
	.succeeded = mode_on_succeeded,
	.failed = mode_on_failed,
	.cancelled = mode_on_cancelled,
};

static void mode_on_head(void *data, struct zwlr_output_manager_v1 *manager, struct zwlr_output_head_v1 *head) {
	struct mode *mode = data;
	if (!mode->head)
		mode->head = head;
}

static void mode_on_done(void *data, struct zwlr_output_manager_v1 *manager, uint32_t serial) {
	struct mode *mode = data;
	if (!mode->head || mode->is_asked || mode->wish.width == 0)
		return;
	mode->is_asked = true;
	struct zwlr_output_configuration_v1 *configuration = zwlr_output_manager_v1_create_configuration(manager, serial);
	zwlr_output_configuration_v1_add_listener(configuration, &mode_configuration_listener, mode);
	struct zwlr_output_configuration_head_v1 *head = zwlr_output_configuration_v1_enable_head(configuration, mode->head);
	zwlr_output_configuration_head_v1_set_custom_mode(head, mode->wish.width, mode->wish.height, 0);
	zwlr_output_configuration_head_v1_set_transform(head, mode->wish.transform);
	if (mode->wish.scale > 0)
		zwlr_output_configuration_head_v1_set_scale(head, wl_fixed_from_double(mode->wish.scale));
	zwlr_output_configuration_v1_apply(configuration);
	zwlr_output_configuration_head_v1_destroy(head);
}

static void mode_on_finished(void *data, struct zwlr_output_manager_v1 *manager) {
	struct mode *mode = data;
	mode->manager = NULL;
}

static const struct zwlr_output_manager_v1_listener mode_manager_listener = {
	.head = mode_on_head,
	.done = mode_on_done,
	.finished = mode_on_finished,
};

void mode_init(struct mode *mode, const struct mode_wish *wish) {
	*mode = (struct mode){.wish = *wish};
}

bool mode_bind(struct mode *mode, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, zwlr_output_manager_v1_interface.name) != 0)
		return false;
	mode->manager = wl_registry_bind(registry, name, &zwlr_output_manager_v1_interface, 1);
	zwlr_output_manager_v1_add_listener(mode->manager, &mode_manager_listener, mode);
	return true;
}

void mode_destroy(struct mode *mode) {
	if (mode->head)
		zwlr_output_head_v1_destroy(mode->head);
	if (mode->manager)
		zwlr_output_manager_v1_destroy(mode->manager);
	struct mode_wish wish = mode->wish;
	mode_init(mode, &wish);
}
