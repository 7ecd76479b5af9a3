#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "glass.h"
#include "log.h"
#include "signals.h"

enum { POLL_SIGNAL, POLL_COMPOSITOR, POLL_TOUCH, POLL_CLIENTS, POLL_MAX = POLL_CLIENTS + 1 + CLIENTS_MAX };

static int glass_timeout(double due_ms) {
	double left_ms = due_ms - link_now_ms();
	return isinf(due_ms) ? -1 : left_ms <= 0 ? 0 : (int)ceil(fmin(left_ms, 60000));
}

static int glass_prepare(struct glass *glass) {
	if (!compositor_is_connected(&glass->compositor))
		return 0;
	int events = compositor_prepare(&glass->compositor);
	if (events < 0)
		glass_lose_compositor(glass, link_now_ms());
	return events;
}

/* Returns 0, 1 to end, or -errno. */
static int glass_turn(struct glass *glass, int signal_fd) {
	double due_ms = glass_update(glass, link_now_ms());
	int events = glass_prepare(glass);
	if (events < 0)
		return 0; // the next turn knows when to connect again
	struct pollfd fds[POLL_MAX];
	fds[POLL_SIGNAL] = (struct pollfd){signal_fd, POLLIN, 0};
	fds[POLL_COMPOSITOR] = (struct pollfd){events > 0 ? compositor_fd(&glass->compositor) : -1, (short)events, 0};
	fds[POLL_TOUCH] = (struct pollfd){glass->touch ? link_fd(glass->touch) : -1, POLLIN, 0};
	int clients = clients_fill(&glass->clients, fds + POLL_CLIENTS);
	int rc = poll(fds, (nfds_t)(POLL_CLIENTS + clients), glass_timeout(due_ms)) < 0 ? -errno : 0;
	bool is_readable = rc == 0 && fds[POLL_COMPOSITOR].revents & (POLLIN | POLLHUP | POLLERR);
	if (events > 0 && compositor_dispatch(&glass->compositor, is_readable) < 0)
		glass_lose_compositor(glass, link_now_ms());
	if (rc < 0)
		return rc == -EINTR ? 0 : rc;
	if (fds[POLL_TOUCH].revents)
		rc = link_dispatch(glass->touch);
	clients_dispatch(&glass->clients, fds + POLL_CLIENTS, clients);
	return rc < 0 ? rc : fds[POLL_SIGNAL].revents ? 1 : 0;
}

int glass_run(const struct glass_options *options) {
	static struct glass glass;
	int signal_fd = signals_open(), rc = signal_fd < 0 ? signal_fd : glass_init(&glass, options);
	bool has_begun = rc == 0;
	while (rc == 0)
		rc = glass_turn(&glass, signal_fd);
	if (rc < 0)
		log_line("%s %s: %s", has_begun ? "ended serving" : "cannot serve", options->socket, strerror(-rc));
	glass_destroy(&glass);
	if (signal_fd >= 0)
		close(signal_fd);
	return rc < 0 ? 1 : 0;
}
