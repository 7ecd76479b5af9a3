/* Those who look at and touch the glass, on a unix socket. */
#ifndef ALONGSIDE_CLIENTS_H
#define ALONGSIDE_CLIENTS_H

#include <cjson/cJSON.h>
#include <poll.h>
#include <stdbool.h>

#include "bands.h"
#include "framing.h"

#define CLIENTS_MAX 8

enum client_kind { CLIENT_JSON, CLIENT_RECTANGLE, CLIENT_PNG };

struct client {
	int fd;
	struct framing in;
	uint8_t *out; // what the socket has not taken yet
	size_t out_size, out_sent;
	bool is_gone; // to be closed at the end of the turn
	bool wants_shot, is_streaming, is_fingering;
	int max_fps, quality;
	double next_ms; // no rectangles before
	struct bands changed;
};

struct clients_listener {
	void (*on_joined)(void *data, struct client *client);
	/* A JSON object with a type. Returns NULL, or what would have been right: then the client is told so and hung up on. */
	const char *(*on_message)(void *data, struct client *client, const cJSON *message);
	void (*on_left)(void *data, struct client *client);
};

struct clients {
	int listen_fd;
	char path[108];
	struct client *all[CLIENTS_MAX];
	int count;
	const struct clients_listener *listener;
	void *data;
};

/* Listens on `path`, with the rights that the umask leaves. Returns 0 or -errno. */
int clients_init(struct clients *clients, const char *path, const struct clients_listener *listener, void *data);
void clients_destroy(struct clients *clients);

/* Fills 1 + CLIENTS_MAX descriptors at most and returns their count; clients_dispatch takes the same after poll. */
int clients_fill(const struct clients *clients, struct pollfd *fds);
void clients_dispatch(struct clients *clients, const struct pollfd *fds, int count);

/* Queues one payload: kind, head, body. A client whose memory runs out is let go. */
void client_send(struct client *client, enum client_kind kind, const void *head, size_t head_size, const void *body, size_t body_size);
void client_send_json(struct client *client, cJSON *message);
static inline bool client_is_drained(const struct client *client) {
	return client->out_size == client->out_sent;
}

#endif
