/* The invisible strip at the top of the output: a swipe down from it opens help, whatever the app below does. */
#ifndef ALONGSIDE_EDGE_H
#define ALONGSIDE_EDGE_H

#include "layer.h"
#include "shm-buffer.h"
#include "swipe.h"

#define EDGE_HEIGHT_PX 12

struct edge {
	struct wayland *wayland;
	struct layer *layer;
	struct shm_buffer *buffer;
	struct swipe swipe;
	struct input_target target;
	void (*on_swipe)(void *data);
	void (*on_ready)(void *data); // the strip is on the output
	void *data;
};

/* Returns 0 or -ENOMEM. */
int edge_init(struct edge *edge, struct wayland *wayland, void (*on_swipe)(void *data), void (*on_ready)(void *data), void *data);
void edge_destroy(struct edge *edge);

#endif
