/* Who is at the other end of a unix socket, by the kernel's word (SO_PEERCRED, unix(7)). */
#ifndef ALONGSIDE_PEER_H
#define ALONGSIDE_PEER_H

#include <sys/types.h>

struct peer {
	pid_t pid;
	uid_t uid;
	gid_t gid;
};

/* Returns 0 or -errno; -ENOTSOCK also for a socket of another family, -ENOTCONN when nobody was ever there. */
int peer_credentials(int fd, struct peer *peer);

#endif
