/* The daemon's lease on filling frames: it ends by itself when it is not renewed. Pure: the clock is an argument. */
#ifndef ALONGSIDE_LEASE_H
#define ALONGSIDE_LEASE_H

enum view { VIEW_OFF, VIEW_HIDDEN, VIEW_LIVE };

struct lease {
	enum view granted;
	double until_ms;
};

const char *view_name(enum view view);

static inline void lease_renew(struct lease *lease, enum view view, double for_ms, double now_ms) {
	*lease = (struct lease){view, now_ms + for_ms};
}

static inline enum view lease_view(const struct lease *lease, double now_ms) {
	return now_ms < lease->until_ms ? lease->granted : VIEW_OFF;
}

#endif
