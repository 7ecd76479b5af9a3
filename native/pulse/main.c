/* Feels the compositor's pulse for its supervisor. labwc knows no sd_notify: it starts this as its startup command, inside its own
 * unit. A compositor that hangs does not answer wl_display.sync, so nothing is said any more and WatchdogSec ends it. */
#include <stdlib.h>
#include <time.h>
#include <wayland-client.h>

#include "log.h"
#include "notify.h"

/* A quarter of the unit's WatchdogSec; an answer takes well under a millisecond. */
static const struct timespec pause = {.tv_sec = 1};

int main(void) {
	struct wl_display *display = wl_display_connect(NULL);
	if (!display) {
		log_line("no compositor at WAYLAND_DISPLAY");
		return EXIT_FAILURE;
	}
	notify_send("READY=1");
	while (wl_display_roundtrip(display) >= 0) {
		notify_send("WATCHDOG=1");
		nanosleep(&pause, NULL);
	}
	wl_display_disconnect(display);
	return EXIT_SUCCESS; // the compositor has ended
}
