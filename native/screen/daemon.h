/* The daemon's side of screen: messages of protocol/local-screen.ts. */
#ifndef ALONGSIDE_DAEMON_H
#define ALONGSIDE_DAEMON_H

#include "compositor.h"
#include "lease.h"
#include "link.h"
#include "order.h"
#include "own.h"

#define DAEMON_PROTOCOL_VERSION 1

struct daemon_listener {
	/* The daemon is there and speaks our version: say what is. false: it is gone. */
	void (*on_present)(void *data, bool is_present);
	void (*on_view)(void *data, enum view view, double for_ms);
	void (*on_own)(void *data, const struct own_set *set, long serial);
	void (*on_refresh)(void *data);
	void (*on_order)(void *data, const struct order *order);
};

struct daemon {
	struct link *link;
	bool is_welcome;
	const struct daemon_listener *listener;
	void *data;
};

/* Returns 0 or -errno. */
int daemon_init(struct daemon *daemon, const char *path, const struct daemon_listener *listener, void *data);
void daemon_destroy(struct daemon *daemon);

/* Hands one message to the listener. Returns false, and does nothing, when it is unknown, comes before the welcome, or is not as its
 * schema says. */
bool daemon_take(struct daemon *daemon, const cJSON *message);

/* The output in the picture, and where it lies among the others; all zero and empty when there is none. */
void daemon_report_outputs(struct daemon *daemon, const struct compositor *compositor);
void daemon_report_own_applied(struct daemon *daemon, long serial);
void daemon_report_state(struct daemon *daemon, enum view view, uint32_t frames);
/* Whether all of the glass is one colour. */
void daemon_report_glance(struct daemon *daemon, bool is_blank);
void daemon_report_typed(struct daemon *daemon, long serial);
void daemon_report_trouble(struct daemon *daemon, const char *code, const char *message);
/* A text that is not typed, or not to its end. */
void daemon_report_untyped(struct daemon *daemon, long serial, const char *why);

#endif
