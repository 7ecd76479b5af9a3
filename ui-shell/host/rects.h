/* Tells screen, through the daemon, where our own surfaces lie, and holds a surface back until screen blanks its place. */
#ifndef ALONGSIDE_RECTS_H
#define ALONGSIDE_RECTS_H

#include <glib.h>
#include <stdbool.h>

#include "box.h"

/* A daemon or screen that does not answer must not keep help from the customer. */
#define RECTS_WAIT_MS 100
#define RECTS_MAX 16

struct rects {
	/* Returns false when nobody is there to be told. */
	bool (*send)(void *data, unsigned serial, const struct box *list, int count);
	void (*ready)(void *data);
	void *data;
	unsigned serial;  // of the last announcement
	unsigned waiting; // serial whose answer is awaited, 0: none
	guint timer;
	struct box list[RECTS_MAX];
	int count;
};

void rects_init(struct rects *rects, bool (*send)(void *data, unsigned serial, const struct box *list, int count),
	void (*ready)(void *data), void *data);
void rects_destroy(struct rects *rects);
/* Announces and calls `ready` once: when screen has applied them, after RECTS_WAIT_MS, or at once when there is no daemon.
 * A newer announcement takes the place of one that waits. */
void rects_announce(struct rects *rects, const struct box *list, int count);
/* Announces without waiting: the rectangles shrank. Nothing is sent when they are the same as before. */
void rects_state(struct rects *rects, const struct box *list, int count);
/* host/rects-applied came. */
void rects_applied(struct rects *rects, unsigned serial);
/* A new daemon knows nothing: says the last announcement again. */
void rects_repeat(struct rects *rects);
/* `ready` is not called any more. */
void rects_forget(struct rects *rects);

#endif
