#include "edge.h"

#include <errno.h>

static void on_down(void *data, const struct input_event *event) {
	struct edge *edge = data;
	if (event->button == INPUT_MAIN_BUTTON)
		swipe_down(&edge->swipe, event->finger, event->x, event->y);
}

/* The compositor sends the whole gesture here, also below the strip: the finger came down on it. */
static void on_motion(void *data, const struct input_event *event) {
	struct edge *edge = data;
	if (swipe_motion(&edge->swipe, event->finger, event->x, event->y))
		edge->on_swipe(edge->data);
}

static void on_up(void *data, const struct input_event *event) {
	swipe_up(&((struct edge *)data)->swipe, event->finger);
}

static void on_cancel(void *data) {
	swipe_cancel(&((struct edge *)data)->swipe);
}

static const struct input_impl edge_input = {.down = on_down, .motion = on_motion, .up = on_up, .cancel = on_cancel};

static void on_configured(void *data, int width, int height) {
	struct edge *edge = data;
	edge->buffer = shm_buffer_create(edge->wayland->shm, width, height, false); // all zero: wholly transparent
	if (!edge->buffer)
		return;
	edge->buffer->is_busy = true;
	wl_surface_attach(edge->layer->surface, edge->buffer->buffer, 0, 0);
	wl_surface_commit(edge->layer->surface);
	edge->on_ready(edge->data);
}

int edge_init(struct edge *edge, struct wayland *wayland, void (*on_swipe)(void *data), void (*on_ready)(void *data), void *data) {
	*edge = (struct edge){.wayland = wayland, .on_swipe = on_swipe, .on_ready = on_ready, .data = data};
	edge->target = (struct input_target){&edge_input, edge};
	swipe_init(&edge->swipe, SWIPE_DOWN);
	struct layer_config config = {
		.name = "alongside-edge",
		.rect = {0, 0, 0, EDGE_HEIGHT_PX},
		.target = &edge->target,
		.on_configured = on_configured,
		.data = edge,
	};
	edge->layer = layer_create(wayland, &config);
	return edge->layer ? 0 : -ENOMEM;
}

void edge_destroy(struct edge *edge) {
	layer_destroy(edge->layer);
	shm_buffer_retire(edge->buffer);
	edge->layer = NULL;
	edge->buffer = NULL;
}
