#include "daemon-link.h"

#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_message(void *data, struct link *link, const char *type, const cJSON *message) {
	struct daemon_link *daemon = data;
	daemon->client->on_message(daemon->data, type, message);
}

static void on_state(void *data, struct link *link, bool connected) {
	struct daemon_link *daemon = data;
	daemon->is_connected = connected;
	if (!connected)
		return;
	cJSON *hello = link_message(daemon->hello);
	cJSON_AddNumberToObject(hello, "version", DAEMON_LINK_VERSION);
	link_send(link, hello);
	daemon->client->on_connected(daemon->data);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data) {
	struct daemon_link *daemon = data;
	int rc = link_dispatch(daemon->link);
	if (rc == 0)
		return G_SOURCE_CONTINUE;
	fprintf(stderr, "host: the link to the daemon cannot go on: %s\n", strerror(-rc));
	exit(EXIT_FAILURE); // the supervisor starts us again
}

int daemon_link_init(struct daemon_link *daemon, const char *path, const char *hello, const struct daemon_link_client *client, void *data) {
	*daemon = (struct daemon_link){.hello = hello, .client = client, .data = data};
	static const struct link_callbacks callbacks = {on_message, on_state};
	daemon->link = link_create(path, &callbacks, daemon);
	if (!daemon->link)
		return errno == ENAMETOOLONG ? -ENAMETOOLONG : -ENOMEM;
	daemon->source = g_unix_fd_add_full(G_PRIORITY_HIGH, link_fd(daemon->link), G_IO_IN, on_readable, daemon, NULL);
	return 0;
}

void daemon_link_destroy(struct daemon_link *daemon) {
	g_clear_handle_id(&daemon->source, g_source_remove);
	link_destroy(daemon->link);
	daemon->link = NULL;
}

bool daemon_link_send(struct daemon_link *daemon, cJSON *message) {
	if (!daemon->link) { // at our end
		cJSON_Delete(message);
		return false;
	}
	return link_send(daemon->link, message) == 0;
}

cJSON *daemon_link_at(const char *type, double at_ms) {
	cJSON *message = link_message(type);
	cJSON_AddNumberToObject(message, "atMs", at_ms);
	return message;
}

cJSON *daemon_link_state(const char *type, const char *state) {
	cJSON *message = link_message(type);
	cJSON_AddStringToObject(message, "state", state);
	return message;
}
