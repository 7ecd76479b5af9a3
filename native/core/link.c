#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "framing.h"
#include "message.h"

#define RECONNECT_NS (100 * 1000 * 1000L)
/* A peer that left this much unread does not live any more. */
#define OUT_BYTES (4 * LINK_MAX_PAYLOAD)

struct link {
	struct sockaddr_un address;
	struct link_callbacks callbacks;
	void *data;
	int epoll_fd, timer_fd;
	int socket_fd; // -1 while there is no peer; then the timer runs
	bool broken;   // to be closed by the next dispatch: link_send must not call back
	struct framing in;
	size_t out_size;
	uint8_t out[OUT_BYTES];
};

static int link_watch(struct link *link, int operation, int fd, uint32_t events) {
	struct epoll_event event = {.events = events, .data.fd = fd};
	return epoll_ctl(link->epoll_fd, operation, fd, &event) < 0 ? -errno : 0;
}

static int link_arm(struct link *link, long ns) {
	struct itimerspec when = {.it_value.tv_nsec = ns};
	return timerfd_settime(link->timer_fd, 0, &when, NULL) < 0 ? -errno : 0;
}

static int link_close(struct link *link) {
	if (link->socket_fd >= 0)
		close(link->socket_fd);
	link->socket_fd = -1;
	link->broken = false;
	link->out_size = 0;
	framing_reset(&link->in);
	return link_arm(link, RECONNECT_NS);
}

static int link_lose(struct link *link) {
	int rc = link_close(link);
	link->callbacks.on_state(link->data, link, false);
	return rc;
}

static int link_connect(struct link *link) {
	link->socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->socket_fd < 0)
		return -errno;
	// A unix socket connects at once or not at all (EAGAIN: its backlog is full).
	if (connect(link->socket_fd, (struct sockaddr *)&link->address, sizeof link->address) < 0)
		return link_close(link);
	int rc = link_watch(link, EPOLL_CTL_ADD, link->socket_fd, EPOLLIN);
	if (rc < 0)
		return rc;
	link->callbacks.on_state(link->data, link, true);
	return 0;
}

static int link_flush(struct link *link) {
	while (link->out_size > 0) {
		ssize_t n = send(link->socket_fd, link->out, link->out_size, MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		link->out_size -= (size_t)n;
		memmove(link->out, link->out + n, link->out_size);
	}
	return 0;
}

static int link_deliver(struct link *link) {
	const uint8_t *payload;
	size_t size;
	int rc;
	while ((rc = framing_next(&link->in, &payload, &size)) > 0) {
		cJSON *message = message_parse(payload, size);
		if (!message)
			return -EPROTO;
		link->callbacks.on_message(link->data, link, message_type(message), message);
		cJSON_Delete(message);
		if (link->broken)
			return -ENOBUFS;
	}
	return rc;
}

/* Returns 0 or -errno of what ended this connection. */
static int link_receive(struct link *link) {
	for (;;) {
		size_t size;
		uint8_t *space = framing_space(&link->in, &size);
		ssize_t n = recv(link->socket_fd, space, size, 0);
		if (n == 0)
			return -ECONNRESET;
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		framing_fill(&link->in, (size_t)n);
		int rc = link_deliver(link);
		if (rc < 0)
			return rc;
	}
}

static int link_exchange(struct link *link, uint32_t events) {
	int rc = link->broken ? -ENOBUFS : 0;
	if (rc == 0 && events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		rc = link_receive(link);
	if (rc == 0)
		rc = link_flush(link);
	if (rc < 0)
		return link_lose(link);
	return link_watch(link, EPOLL_CTL_MOD, link->socket_fd, EPOLLIN | (link->out_size > 0 ? EPOLLOUT : 0));
}

struct link *link_create(const char *path, const struct link_callbacks *callbacks, void *data) {
	if (strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	struct link *link = calloc(1, sizeof *link);
	if (!link)
		return NULL;
	link->callbacks = *callbacks;
	link->data = data;
	link->socket_fd = -1;
	link->address.sun_family = AF_UNIX;
	snprintf(link->address.sun_path, sizeof link->address.sun_path, "%s", path);
	link->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	link->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	bool is_ready = link->epoll_fd >= 0 && link->timer_fd >= 0 && framing_init(&link->in, LINK_MAX_PAYLOAD) == 0 &&
		link_watch(link, EPOLL_CTL_ADD, link->timer_fd, EPOLLIN) == 0 && link_arm(link, 1) == 0;
	if (is_ready)
		return link;
	link_destroy(link);
	return NULL;
}

void link_destroy(struct link *link) {
	if (!link)
		return;
	if (link->socket_fd >= 0)
		close(link->socket_fd);
	if (link->timer_fd >= 0)
		close(link->timer_fd);
	if (link->epoll_fd >= 0)
		close(link->epoll_fd);
	framing_destroy(&link->in);
	free(link);
}

int link_fd(const struct link *link) {
	return link->epoll_fd;
}

int link_dispatch(struct link *link) {
	struct epoll_event events[2];
	int count = epoll_wait(link->epoll_fd, events, 2, 0);
	if (count < 0)
		return errno == EINTR ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		int rc = 0;
		uint64_t expirations;
		if (events[i].data.fd == link->socket_fd)
			rc = link_exchange(link, events[i].events);
		else if (read(link->timer_fd, &expirations, sizeof expirations) > 0 && link->socket_fd < 0)
			rc = link_connect(link);
		if (rc < 0)
			return rc;
	}
	return 0;
}

void link_drop(struct link *link) {
	if (link->socket_fd < 0)
		return;
	// The hang-up wakes the next dispatch, which closes and calls back outside of the caller's own call.
	link->broken = true;
	shutdown(link->socket_fd, SHUT_RDWR);
}

static int link_queue(struct link *link, const char *text) {
	size_t size = strlen(text);
	if (size > LINK_MAX_PAYLOAD)
		return -EMSGSIZE;
	if (OUT_BYTES - link->out_size < FRAMING_HEADER + size) {
		link_drop(link);
		return -ENOBUFS;
	}
	framing_put_length(link->out + link->out_size, size);
	memcpy(link->out + link->out_size + FRAMING_HEADER, text, size);
	link->out_size += FRAMING_HEADER + size;
	link_flush(link); // an error shows again in the next dispatch
	return link_watch(link, EPOLL_CTL_MOD, link->socket_fd, EPOLLIN | (link->out_size > 0 ? EPOLLOUT : 0));
}

int link_send(struct link *link, cJSON *message) {
	int rc = -ENOTCONN;
	if (link->socket_fd >= 0 && !link->broken) {
		char *text = message ? cJSON_PrintUnformatted(message) : NULL;
		rc = text ? link_queue(link, text) : -ENOMEM;
		free(text);
	}
	cJSON_Delete(message);
	return rc;
}

cJSON *link_message(const char *type) {
	cJSON *message = cJSON_CreateObject();
	if (message && !cJSON_AddStringToObject(message, "type", type)) {
		cJSON_Delete(message);
		return NULL;
	}
	return message;
}

double link_now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}
