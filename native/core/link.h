/* Length-prefixed JSON messages over a unix stream socket: the device's local links (docs/architecture.md, protocol/frame.ts).
 * Non-blocking and loop-agnostic: the owner polls link_fd(), calls link_dispatch() when it is readable or writable. */
#ifndef ALONGSIDE_LINK_H
#define ALONGSIDE_LINK_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#define LINK_MAX_PAYLOAD (64 * 1024)

struct link;

/* A checked JSON object with a string `type`; owned by the link, gone after return. */
typedef void (*link_message_fn)(void *data, struct link *link, const char *type, const cJSON *message);
/* connected true: say hello now. false: the peer is gone; the link connects again by itself after 100 ms. */
typedef void (*link_state_fn)(void *data, struct link *link, bool connected);

struct link_callbacks {
	link_message_fn on_message;
	link_state_fn on_state;
};

/* Makes a link that connects to `path` and keeps connecting. Returns NULL with errno when memory is out or `path` is too long (107 bytes). */
struct link *link_create(const char *path, const struct link_callbacks *callbacks, void *data);
void link_destroy(struct link *link);

/* File descriptor to poll, always valid (an epoll fd that also covers the reconnect timer): poll for POLLIN only. */
int link_fd(const struct link *link);
/* Reads, writes, reconnects; calls the callbacks. Returns 0 or -errno of something that will not heal. */
int link_dispatch(struct link *link);

/* Sends and frees `message`. Returns 0, -ENOTCONN when there is no peer (dropped), -ENOBUFS when the peer does not read (link closes and reconnects). */
int link_send(struct link *link, cJSON *message);
/* Ends this connection, because the peer broke the protocol; the next dispatch reports it and connects again. */
void link_drop(struct link *link);
/* New object with its `type` set; add fields with cJSON_Add*. */
cJSON *link_message(const char *type);

/* Milliseconds of CLOCK_MONOTONIC. */
double link_now_ms(void);

#endif
