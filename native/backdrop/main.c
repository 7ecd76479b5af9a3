/* What a glass shows that has nothing else to show: behind everything in the compositor, below it in the kernel's frame buffer, and
 * before it as a bitmap for the boot loader. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bitmap.h"
#include "frame-buffer.h"
#include "glass.h"
#include "link.h"
#include "log.h"
#include "notify.h"
#include "signals.h"
#include "troubles.h"

/* EX_USAGE and EX_TEMPFAIL of sysexits.h. */
#define EXIT_USAGE 64
#define EXIT_LOST 75
/* For a compositor that is on its way: to start anew for each look would count as a fault. */
#define CONNECT_PAUSE_MS 100
#define CONNECT_TRIES 100
#define BITMAP_WIDTH 640
#define BITMAP_HEIGHT 200

static int main_usage(FILE *to, int status) {
	fprintf(to, "usage: backdrop --troubles FOLDER                            behind all surfaces of WAYLAND_DISPLAY\n"
		    "       backdrop --frame-buffer DEVICE starting|repairing    while there is no compositor\n"
		    "       backdrop --bitmap FILE                               before there is a kernel\n");
	return status;
}

static int main_say(const char *what, int rc) {
	if (rc < 0)
		log_line("%s: %s", what, strerror(-rc));
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

enum { POLL_SIGNAL, POLL_WAYLAND, POLL_TROUBLES, POLL_COUNT };

/* One round: wait, then take what came. Returns 0, 1 to end, or -errno when the compositor is lost. */
static int main_turn(struct glass *glass, struct troubles *troubles, int signal_fd, int timeout_ms) {
	struct wl_display *display = glass->display;
	while (wl_display_prepare_read(display) != 0)
		if (wl_display_dispatch_pending(display) < 0)
			return -EPIPE;
	if (wl_display_flush(display) < 0 && errno != EAGAIN) {
		wl_display_cancel_read(display);
		return -EPIPE;
	}
	struct pollfd fds[POLL_COUNT] = {{signal_fd, POLLIN, 0}, {wl_display_get_fd(display), POLLIN, 0}, {troubles->fd, POLLIN, 0}};
	poll(fds, POLL_COUNT, timeout_ms);
	if (!fds[POLL_WAYLAND].revents)
		wl_display_cancel_read(display);
	else if (wl_display_read_events(display) < 0 || wl_display_dispatch_pending(display) < 0)
		return -EPIPE;
	if (fds[POLL_TROUBLES].revents)
		glass_show(glass, troubles_any(troubles) ? WORDS_REPAIRING : WORDS_STARTING);
	return fds[POLL_SIGNAL].revents ? 1 : 0;
}

static int main_stay(struct glass *glass, struct troubles *troubles, int signal_fd) {
	double watchdog_ms = notify_watchdog_ms(), beat_ms = link_now_ms();
	notify_send("READY=1");
	for (int rc = 0; rc == 0;) {
		double left_ms = beat_ms - link_now_ms();
		if (watchdog_ms > 0 && left_ms <= 0) {
			notify_send("WATCHDOG=1");
			left_ms = watchdog_ms;
			beat_ms = link_now_ms() + watchdog_ms;
		}
		rc = main_turn(glass, troubles, signal_fd, watchdog_ms > 0 ? (int)ceil(left_ms) : -1);
		if (rc < 0)
			return EXIT_LOST; // the supervisor starts us again
	}
	return EXIT_SUCCESS;
}

static int main_connect(struct glass *glass, struct troubles *troubles, int signal_fd) {
	struct pollfd end = {signal_fd, POLLIN, 0};
	for (int tries = 0;; tries++) {
		int rc = glass_init(glass, troubles_any(troubles) ? WORDS_REPAIRING : WORDS_STARTING);
		if (rc != -ECONNREFUSED || tries == CONNECT_TRIES || poll(&end, 1, CONNECT_PAUSE_MS) > 0)
			return rc;
		glass_destroy(glass);
	}
}

static int main_behind(const char *folder) {
	struct troubles troubles;
	static struct glass glass;
	int signal_fd = signals_open();
	if (signal_fd < 0)
		return main_say("no signals", signal_fd);
	troubles_init(&troubles, folder);
	int rc = main_connect(&glass, &troubles, signal_fd);
	int status = rc < 0 ? EXIT_LOST : main_stay(&glass, &troubles, signal_fd);
	if (rc < 0)
		log_line("%s", rc == -ENOTSUP ? "the compositor must have zwlr_layer_shell_v1 and wp_viewporter" : "no compositor at WAYLAND_DISPLAY");
	glass_destroy(&glass);
	troubles_destroy(&troubles);
	close(signal_fd);
	return status;
}

int main(int argc, char **argv) {
	static const struct option known[] = {
		{"troubles", required_argument, NULL, 't'},
		{"frame-buffer", required_argument, NULL, 'f'},
		{"bitmap", required_argument, NULL, 'b'},
		{0},
	};
	int option = getopt_long(argc, argv, "", known, NULL);
	const char *place = optarg, *name = argv[optind];
	int words = option == 'f' && name ? words_from_name(name) : -1;
	if (option == 'f' && words >= 0 && optind + 1 == argc)
		return main_say(place, frame_buffer_show(place, (enum words)words));
	if (option == 'b' && optind == argc)
		return main_say(place, bitmap_write(place, WORDS_STARTING, BITMAP_WIDTH, BITMAP_HEIGHT));
	if (option == 't' && optind == argc)
		return main_behind(place);
	return main_usage(stderr, EXIT_USAGE);
}
