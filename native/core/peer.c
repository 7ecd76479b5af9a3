#include "peer.h"

#include <errno.h>
#include <sys/socket.h>

int peer_credentials(int fd, struct peer *peer) {
	int domain;
	socklen_t size = sizeof domain;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0)
		return -errno;
	if (domain != AF_UNIX)
		return -ENOTSOCK;
	struct ucred credentials;
	size = sizeof credentials;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
		return -errno;
	if (credentials.pid == 0 && credentials.uid == (uid_t)-1)
		return -ENOTCONN;
	*peer = (struct peer){credentials.pid, credentials.uid, credentials.gid};
	return 0;
}
