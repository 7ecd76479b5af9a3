/* The app's own door to the compositor (security-context-v1): through it there is no screen capture, no layer, no virtual input. */
#ifndef ALONGSIDE_SECURITY_CONTEXT_H
#define ALONGSIDE_SECURITY_CONTEXT_H

#include <sys/types.h>

#include "wayland.h"

struct security_context {
	int listen_fd, close_fd; // -1 when not open; the door closes when close_fd's other end does
	const char *path;
};

/* Makes the socket at `path`, mode 0660 for `gid`, in place of whatever is there. Returns 0 or -errno, -ENOTSUP when the compositor lacks it. */
int security_context_init(struct security_context *context, struct wayland *wayland, const char *path, gid_t gid);
void security_context_destroy(struct security_context *context);

#endif
