#include "notices.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"
#include "peer.h"

/* Room for some seconds of notices: a reader further behind is as good as dead. */
#define SEND_BUFFER_BYTES (64 * 1024)

int notices_init(struct notices *notices, const char *path, uid_t reader_uid) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	*notices = (struct notices){.listen_fd = -1, .reader_uid = reader_uid};
	if (snprintf(notices->path, sizeof notices->path, "%s", path) >= (int)sizeof address.sun_path)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, notices->path);
	unlink(path);
	notices->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (notices->listen_fd < 0)
		return -errno;
	// The directory keeps strangers out; its group gives the readers their way in.
	if (bind(notices->listen_fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(path, 0660) < 0 ||
		listen(notices->listen_fd, NOTICES_MAX_READERS) < 0) {
		int rc = -errno;
		notices_destroy(notices);
		return rc;
	}
	return 0;
}

void notices_destroy(struct notices *notices) {
	for (int i = 0; i < notices->count; i++)
		close(notices->readers[i]);
	notices->count = 0;
	if (notices->listen_fd < 0)
		return;
	unlink(notices->path);
	close(notices->listen_fd);
	notices->listen_fd = -1;
}

static void notices_drop(struct notices *notices, int index) {
	close(notices->readers[index]);
	notices->readers[index] = notices->readers[--notices->count];
}

static bool notices_tell(int reader, const struct frame_notice *notice) {
	uint8_t bytes[FRAME_NOTICE_BYTES];
	frame_notice_encode(notice, bytes);
	return send(reader, bytes, sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL) == sizeof bytes;
}

static bool notices_may_read(const struct notices *notices, int fd) {
	struct peer peer;
	if (peer_credentials(fd, &peer) < 0)
		return false;
	if (peer.uid == notices->reader_uid || peer.uid == getuid())
		return true;
	log_line("refused a reader of uid %u; only %u may read frames", peer.uid, notices->reader_uid);
	return false;
}

void notices_accept(struct notices *notices, const struct frame_notice *first) {
	int fd, room = SEND_BUFFER_BYTES;
	while ((fd = accept4(notices->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		notices_reap(notices);
		bool is_welcome = notices_may_read(notices, fd) && notices->count < NOTICES_MAX_READERS;
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
		if (!is_welcome || (first && !notices_tell(fd, first)))
			close(fd);
		else
			notices->readers[notices->count++] = fd;
	}
}

void notices_reap(struct notices *notices) {
	for (int i = notices->count - 1; i >= 0; i--) {
		char byte;
		ssize_t n = recv(notices->readers[i], &byte, 1, MSG_DONTWAIT);
		// Readers have nothing to say: bytes are as wrong as the end of the stream.
		if (n >= 0 || (errno != EAGAIN && errno != EINTR))
			notices_drop(notices, i);
	}
}

void notices_publish(struct notices *notices, const struct frame_notice *notice) {
	for (int i = notices->count - 1; i >= 0; i--) {
		if (notices_tell(notices->readers[i], notice))
			continue;
		log_line("dropped a reader of frames that does not keep up");
		notices_drop(notices, i);
	}
}
