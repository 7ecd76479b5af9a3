#include "clients.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "link.h"
#include "log.h"
#include "message.h"

int clients_init(struct clients *clients, const char *path, const struct clients_listener *listener, void *data) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	*clients = (struct clients){.listen_fd = -1, .listener = listener, .data = data};
	if (snprintf(clients->path, sizeof clients->path, "%s", path) >= (int)sizeof address.sun_path)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, clients->path);
	unlink(path);
	clients->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (clients->listen_fd < 0)
		return -errno;
	if (bind(clients->listen_fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(clients->listen_fd, CLIENTS_MAX) < 0)
		return -errno;
	return 0;
}

static void clients_remove(struct clients *clients, int index) {
	struct client *client = clients->all[index];
	clients->all[index] = clients->all[--clients->count];
	clients->listener->on_left(clients->data, client);
	close(client->fd);
	framing_destroy(&client->in);
	free(client->out);
	free(client);
}

void clients_destroy(struct clients *clients) {
	while (clients->count > 0)
		clients_remove(clients, 0);
	if (clients->listen_fd < 0)
		return;
	close(clients->listen_fd);
	unlink(clients->path);
	clients->listen_fd = -1;
}

static void clients_accept(struct clients *clients) {
	int fd = accept4(clients->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	struct client *client = clients->count < CLIENTS_MAX ? calloc(1, sizeof *client) : NULL;
	if (!client || framing_init(&client->in, LINK_MAX_PAYLOAD) < 0) {
		log_line("refused a client; %d are the most", CLIENTS_MAX);
		free(client);
		close(fd);
		return;
	}
	client->fd = fd;
	clients->all[clients->count++] = client;
	clients->listener->on_joined(clients->data, client);
}

static void client_flush(struct client *client) {
	while (!client_is_drained(client)) {
		ssize_t n = send(client->fd, client->out + client->out_sent, client->out_size - client->out_sent, MSG_NOSIGNAL);
		if (n < 0) {
			client->is_gone |= errno != EAGAIN && errno != EINTR;
			return;
		}
		client->out_sent += (size_t)n;
	}
	client->out_size = client->out_sent = 0;
}

void client_send(struct client *client, enum client_kind kind, const void *head, size_t head_size, const void *body, size_t body_size) {
	size_t size = 1 + head_size + body_size;
	uint8_t *out = realloc(client->out, client->out_size + FRAMING_HEADER + size);
	if (!out) {
		client->is_gone = true;
		return;
	}
	client->out = out;
	out += client->out_size;
	framing_put_length(out, size);
	out[FRAMING_HEADER] = (uint8_t)kind;
	if (head_size > 0)
		memcpy(out + FRAMING_HEADER + 1, head, head_size);
	if (body_size > 0)
		memcpy(out + FRAMING_HEADER + 1 + head_size, body, body_size);
	client->out_size += FRAMING_HEADER + size;
	client_flush(client);
}

void client_send_json(struct client *client, cJSON *message) {
	char *text = cJSON_PrintUnformatted(message);
	if (text)
		client_send(client, CLIENT_JSON, NULL, 0, text, strlen(text));
	free(text);
	cJSON_Delete(message);
}

static void client_refuse(struct client *client, const char *why) {
	cJSON *message = link_message("glass/refused");
	cJSON_AddStringToObject(message, "message", why);
	client_send_json(client, message);
	client->is_gone = true;
}

static void clients_deliver(struct clients *clients, struct client *client) {
	const uint8_t *payload;
	size_t size;
	int rc;
	while (!client->is_gone && (rc = framing_next(&client->in, &payload, &size)) != 0) {
		cJSON *message = rc > 0 ? message_parse(payload, size) : NULL;
		const char *wrong = "a command is a frame with one JSON object that has a type";
		if (message)
			wrong = clients->listener->on_message(clients->data, client, message);
		cJSON_Delete(message);
		if (wrong)
			client_refuse(client, wrong);
	}
}

static void clients_read(struct clients *clients, struct client *client) {
	size_t size;
	uint8_t *space = framing_space(&client->in, &size);
	ssize_t n = recv(client->fd, space, size, 0);
	if (n > 0) {
		framing_fill(&client->in, (size_t)n);
		clients_deliver(clients, client);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		client->is_gone = true;
	}
}

int clients_fill(const struct clients *clients, struct pollfd *fds) {
	fds[0] = (struct pollfd){clients->listen_fd, POLLIN, 0};
	for (int i = 0; i < clients->count; i++) {
		const struct client *client = clients->all[i];
		fds[1 + i] = (struct pollfd){client->fd, client_is_drained(client) ? POLLIN : POLLIN | POLLOUT, 0};
	}
	return 1 + clients->count;
}

void clients_dispatch(struct clients *clients, const struct pollfd *fds, int count) {
	for (int i = 0; i < count - 1; i++) {
		struct client *client = clients->all[i];
		if (fds[1 + i].revents & POLLOUT)
			client_flush(client);
		if (fds[1 + i].revents & (POLLIN | POLLHUP | POLLERR))
			clients_read(clients, client);
	}
	for (int i = clients->count - 1; i >= 0; i--) {
		if (clients->all[i]->is_gone)
			clients_remove(clients, i);
	}
	if (fds[0].revents)
		clients_accept(clients);
}
