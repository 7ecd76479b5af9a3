#include "security-context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "security-context-v1-client-protocol.h"

#define BACKLOG 16

/* Returns a listening socket or -errno. Nobody else can connect before mode and group are set: it is bound under a closed umask. */
static int listen_at(const char *path, gid_t gid) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	unlink(path);
	mode_t umask_before = umask(0177);
	int rc = bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0;
	umask(umask_before);
	if (rc == 0 && (chown(path, (uid_t)-1, gid) < 0 || chmod(path, 0660) < 0 || listen(fd, BACKLOG) < 0))
		rc = -errno;
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static void security_context_offer(struct wayland *wayland, int listen_fd, int close_fd) {
	struct wp_security_context_v1 *context =
		wp_security_context_manager_v1_create_listener(wayland->security_contexts, listen_fd, close_fd);
	wp_security_context_v1_set_sandbox_engine(context, "alongside");
	wp_security_context_v1_set_app_id(context, "kiosk-app");
	wp_security_context_v1_set_instance_id(context, "kiosk-app");
	wp_security_context_v1_commit(context);
	wp_security_context_v1_destroy(context);
	wl_display_roundtrip(wayland->display);
}

int security_context_init(struct security_context *context, struct wayland *wayland, const char *path, gid_t gid) {
	*context = (struct security_context){.listen_fd = -1, .close_fd = -1, .path = path};
	if (!wayland->security_contexts)
		return -ENOTSUP;
	int pipe_fds[2];
	if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		return -errno;
	int fd = listen_at(path, gid);
	if (fd < 0) {
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		return fd;
	}
	security_context_offer(wayland, fd, pipe_fds[0]);
	close(pipe_fds[0]); // the compositor has its own
	context->listen_fd = fd;
	context->close_fd = pipe_fds[1];
	return 0;
}

void security_context_destroy(struct security_context *context) {
	if (context->close_fd < 0)
		return;
	unlink(context->path);
	close(context->listen_fd);
	close(context->close_fd);
	context->listen_fd = context->close_fd = -1;
}
