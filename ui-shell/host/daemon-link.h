/* The link to the daemon in the main loop, and the messages that go over it (protocol/local-host.ts). */
#ifndef ALONGSIDE_DAEMON_LINK_H
#define ALONGSIDE_DAEMON_LINK_H

#include <glib.h>

#include "link.h"
#include "box.h"

/* protocol/version.ts */
#define DAEMON_LINK_VERSION 1

struct daemon_link {
	struct link *link;
	const char *hello; // "host/hello" or "app/hello"
	bool is_connected;
	guint source;
	const struct daemon_link_client {
		void (*on_connected)(void *data); // hello has been said
		void (*on_message)(void *data, const char *type, const cJSON *message);
	} *client;
	void *data;
};

/* Connects to `path`, again and again. Returns 0 or -errno. */
int daemon_link_init(struct daemon_link *daemon, const char *path, const char *hello, const struct daemon_link_client *client, void *data);
void daemon_link_destroy(struct daemon_link *daemon);
/* Sends and frees. Returns false when there is no daemon. */
bool daemon_link_send(struct daemon_link *daemon, cJSON *message);

/* Messages with one field. */
cJSON *daemon_link_at(const char *type, double at_ms);
cJSON *daemon_link_state(const char *type, const char *state);

#endif
