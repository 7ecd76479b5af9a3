/* frames.sock: tells each reader about each published frame. A reader that does not keep up is dropped, never waited for. */
#ifndef ALONGSIDE_NOTICES_H
#define ALONGSIDE_NOTICES_H

#include <stdbool.h>
#include <sys/types.h>

#include "frames.h"

#define NOTICES_MAX_READERS 8

struct notices {
	int listen_fd; // -1 while closed
	char path[108];
	uid_t reader_uid; // besides our own
	int readers[NOTICES_MAX_READERS];
	int count;
};

/* Listens on `path`. Returns 0 or -errno. */
int notices_init(struct notices *notices, const char *path, uid_t reader_uid);
void notices_destroy(struct notices *notices);

/* Takes new readers when listen_fd is readable. Each gets `first`, if there is one, so that it knows the file. */
void notices_accept(struct notices *notices, const struct frame_notice *first);
/* Lets go of readers that hung up. */
void notices_reap(struct notices *notices);
void notices_publish(struct notices *notices, const struct frame_notice *notice);

#endif
