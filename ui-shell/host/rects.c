#include "rects.h"

#include <string.h>

void rects_init(struct rects *rects, bool (*send)(void *data, unsigned serial, const struct box *list, int count),
	void (*ready)(void *data), void *data) {
	*rects = (struct rects){.send = send, .ready = ready, .data = data};
}

void rects_forget(struct rects *rects) {
	g_clear_handle_id(&rects->timer, g_source_remove);
	rects->waiting = 0;
}

void rects_destroy(struct rects *rects) {
	rects_forget(rects);
}

static void rects_finish(struct rects *rects) {
	rects_forget(rects);
	rects->ready(rects->data);
}

static gboolean on_timeout(gpointer data) {
	struct rects *rects = data;
	rects->timer = 0;
	rects_finish(rects);
	return G_SOURCE_REMOVE;
}

/* An empty rectangle blanks nothing and would only cost one of the sixteen places. */
static void rects_store(struct rects *rects, const struct box *list, int count) {
	rects->count = 0;
	for (int i = 0; i < count && rects->count < RECTS_MAX; i++)
		if (!box_is_empty(list[i]))
			rects->list[rects->count++] = list[i];
}

static bool rects_send(struct rects *rects) {
	rects->serial = rects->serial % 1000000000u + 1;
	return rects->send(rects->data, rects->serial, rects->list, rects->count);
}

void rects_announce(struct rects *rects, const struct box *list, int count) {
	rects_forget(rects);
	rects_store(rects, list, count);
	if (!rects_send(rects)) {
		rects->ready(rects->data);
		return;
	}
	rects->waiting = rects->serial;
	rects->timer = g_timeout_add(RECTS_WAIT_MS, on_timeout, rects);
}

void rects_state(struct rects *rects, const struct box *list, int count) {
	struct rects before = *rects;
	rects_store(rects, list, count);
	if (rects->count != before.count || memcmp(rects->list, before.list, (size_t)rects->count * sizeof *list) != 0)
		rects_send(rects);
}

void rects_applied(struct rects *rects, unsigned serial) {
	if (rects->waiting != 0 && serial == rects->waiting)
		rects_finish(rects);
}

void rects_repeat(struct rects *rects) {
	bool was_waiting = rects->waiting != 0;
	rects_send(rects);
	if (was_waiting)
		rects->waiting = rects->serial; // the answer to come is this one's; the time limit runs on
}
