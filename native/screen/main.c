/* screen: captures the kiosk's output for the agent, for as long as the daemon allows it (docs/architecture.md). */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "notify.h"
#include "screen.h"
#include "signals.h"

#define END_MS 200

struct options {
	const char *daemon, *frames;
	uid_t media_uid;
	bool has_virtual_input;
	double glance_ms;
};

static int main_usage(FILE *to, int status) {
	fprintf(to, "usage: screen [--daemon SOCKET] [--frames DIRECTORY] [--media-uid UID] [--virtual-input] [--glance-ms MS]\n"
		    "Captures WAYLAND_DISPLAY into DIRECTORY/screen.frames and types texts while the daemon at SOCKET allows it;\n"
		    "with --virtual-input it points and presses keys too. Every MS (30000) it looks whether the glass is of one colour.\n"
		    "Defaults: /run/alongside/daemon/screen.sock, /run/alongside/frames, the own uid.\n");
	return status;
}

static int main_parse(struct options *options, int argc, char **argv) {
	static const struct option known[] = {
		{"daemon", required_argument, NULL, 'd'},
		{"frames", required_argument, NULL, 'f'},
		{"media-uid", required_argument, NULL, 'u'},
		{"virtual-input", no_argument, NULL, 'v'},
		{"glance-ms", required_argument, NULL, 'g'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	*options = (struct options){"/run/alongside/daemon/screen.sock", "/run/alongside/frames", getuid(), false, GLANCE_PERIOD_MS};
	char *end;
	for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		switch (option) {
		case 'd':
			options->daemon = optarg;
			break;
		case 'f':
			options->frames = optarg;
			break;
		case 'u':
			options->media_uid = (uid_t)strtoul(optarg, &end, 10);
			if (*optarg == '\0' || *end != '\0')
				return main_usage(stderr, 2);
			break;
		case 'v':
			options->has_virtual_input = true;
			break;
		case 'g':
			options->glance_ms = strtod(optarg, &end);
			if (*optarg == '\0' || *end != '\0' || !(options->glance_ms >= 10))
				return main_usage(stderr, 2);
			break;
		case 'h':
			exit(main_usage(stdout, 0));
		default:
			return main_usage(stderr, 2);
		}
	}
	return optind == argc ? 0 : main_usage(stderr, 2);
}

static int main_timeout(double due_ms, double now_ms) {
	if (isinf(due_ms))
		return -1;
	return due_ms <= now_ms ? 0 : (int)ceil(fmin(due_ms - now_ms, 60000));
}

enum { POLL_SIGNAL, POLL_DAEMON, POLL_LISTEN, POLL_COMPOSITOR, POLL_READERS, POLL_MAX = POLL_READERS + NOTICES_MAX_READERS };

static nfds_t main_fill(struct pollfd fds[POLL_MAX], const struct screen *screen, int signal_fd, int compositor_events) {
	const struct notices *notices = &screen->publisher.notices;
	fds[POLL_SIGNAL] = (struct pollfd){signal_fd, POLLIN, 0};
	fds[POLL_DAEMON] = (struct pollfd){link_fd(screen->daemon.link), POLLIN, 0};
	fds[POLL_LISTEN] = (struct pollfd){notices->listen_fd, POLLIN, 0};
	fds[POLL_COMPOSITOR] = (struct pollfd){-1, 0, 0};
	if (compositor_events > 0)
		fds[POLL_COMPOSITOR] = (struct pollfd){compositor_fd(&screen->compositor), (short)compositor_events, 0};
	for (int i = 0; i < notices->count; i++)
		fds[POLL_READERS + i] = (struct pollfd){notices->readers[i], POLLIN, 0};
	return POLL_READERS + (nfds_t)notices->count;
}

/* One round: wait, then take what came. Returns 0, 1 to end, or -errno. */
static int main_turn(struct screen *screen, int signal_fd, double due_ms) {
	struct pollfd fds[POLL_MAX];
	int events = 0;
	if (compositor_is_connected(&screen->compositor)) {
		events = compositor_prepare(&screen->compositor);
		if (events < 0)
			screen_lose_compositor(screen, link_now_ms());
	}
	nfds_t count = main_fill(fds, screen, signal_fd, events);
	int rc = poll(fds, count, main_timeout(due_ms, link_now_ms())) < 0 ? -errno : 0;
	bool is_readable = rc == 0 && fds[POLL_COMPOSITOR].revents & (POLLIN | POLLHUP | POLLERR);
	// The daemon goes first: what it takes away must not be in the next picture.
	if (rc == 0 && fds[POLL_DAEMON].revents)
		rc = link_dispatch(screen->daemon.link);
	if (events > 0 && compositor_dispatch(&screen->compositor, is_readable) < 0)
		screen_lose_compositor(screen, link_now_ms());
	if (rc < 0)
		return rc == -EINTR ? 0 : rc;
	notices_reap(&screen->publisher.notices);
	if (fds[POLL_LISTEN].revents)
		publisher_accept(&screen->publisher);
	return fds[POLL_SIGNAL].revents ? 1 : 0;
}

/* A compositor that sees us hang up does not read what we sent before (libwayland): it gets a moment to take the last releases. */
static void main_let_go(struct screen *screen) {
	double end_ms = link_now_ms() + END_MS;
	input_end(&screen->input, "screen ends");
	while (input_is_unanswered(&screen->input) && link_now_ms() < end_ms && main_turn(screen, -1, end_ms) == 0)
		;
}

static int main_run(struct screen *screen, int signal_fd) {
	double watchdog_ms = notify_watchdog_ms(), beat_ms = watchdog_ms > 0 ? 0 : INFINITY;
	notify_send("READY=1");
	for (;;) {
		double now_ms = link_now_ms(), due_ms = screen_update(screen, now_ms);
		if (now_ms >= beat_ms) {
			notify_send("WATCHDOG=1");
			beat_ms = now_ms + watchdog_ms;
		}
		int rc = main_turn(screen, signal_fd, fmin(due_ms, beat_ms));
		if (rc < 0)
			return rc;
		if (rc > 0) {
			main_let_go(screen);
			return 0;
		}
	}
}

int main(int argc, char **argv) {
	static struct screen screen;
	struct options options;
	int rc = main_parse(&options, argc, argv);
	if (rc != 0)
		return rc;
	int signal_fd = signals_open();
	rc = signal_fd < 0 ? signal_fd : screen_init(&screen, options.daemon, options.frames, options.media_uid, options.has_virtual_input,
		options.glance_ms);
	if (rc < 0) {
		log_line("cannot start with frames in %s and the daemon at %s: %s", options.frames, options.daemon, strerror(-rc));
		return 1;
	}
	rc = main_run(&screen, signal_fd);
	screen_destroy(&screen);
	close(signal_fd);
	if (rc < 0)
		log_line("ended: %s", strerror(-rc));
	return rc < 0 ? 1 : 0;
}
