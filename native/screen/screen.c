#include "screen.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "tiles.h"

static void screen_show(struct screen *screen, enum view view) {
	if (screen->shown == view)
		return;
	log_line("%s -> %s", view_name(screen->shown), view_name(view));
	screen->shown = view;
	daemon_report_state(&screen->daemon, view, screen->publisher.frame);
}

static void screen_fail(struct screen *screen, const char *why, double now_ms) {
	screen->next_ms = now_ms + SCREEN_RETRY_MS;
	screen->needs_look = true;
	if (screen->is_failing)
		return;
	screen->is_failing = true;
	daemon_report_trouble(&screen->daemon, "capture-failed", why);
}

static struct box screen_changed(struct screen *screen, const struct captured *captured) {
	struct box all = {0, 0, captured->now->width, captured->now->height};
	bool is_whole = screen->needs_whole || screen->shown != VIEW_LIVE || !captured->before;
	return is_whole ? all : tiles_changed(captured->now, captured->before, captured->damage);
}

static void screen_take_glance(struct screen *screen, const struct captured *captured, double now_ms) {
	if (glance_take(&screen->glance, captured->now, now_ms))
		daemon_report_glance(&screen->daemon, screen->glance.is_blank);
	capture_forget(&screen->compositor.capture);
}

static void screen_on_captured(void *data, const struct captured *captured) {
	struct screen *screen = data;
	double now_ms = link_now_ms();
	if (screen->glance.is_looking) {
		screen_take_glance(screen, captured, now_ms);
		return;
	}
	screen->is_stalled = false;
	// On a grid, or each capture would wait for one more refresh of the output: 20 a second instead of 30.
	screen->next_ms = fmax(screen->next_ms, now_ms - SCREEN_INTERVAL_MS / 2) + SCREEN_INTERVAL_MS;
	if (lease_view(&screen->lease, now_ms) != VIEW_LIVE)
		return;
	own_blank(&screen->own, captured->now, screen->compositor.output.layout);
	// Both pictures are blanked, so that damage wholly within our own surfaces is none.
	struct box changed = screen_changed(screen, captured);
	if (box_is_empty(changed)) {
		screen->is_failing = false;
		return;
	}
	int rc = publisher_resize(&screen->publisher, captured->now->width, captured->now->height);
	if (rc < 0) {
		char why[128];
		snprintf(why, sizeof why, "frames of %dx%d: %s", captured->now->width, captured->now->height,
			rc == -EINVAL ? "sizes must be even and the width 176 at least" : strerror(-rc));
		screen_fail(screen, why, now_ms);
		return;
	}
	screen->needs_whole = screen->is_failing = false;
	// First the word, then the picture: the customer's indicator must not lag.
	screen_show(screen, VIEW_LIVE);
	publisher_picture(&screen->publisher, captured->now, changed, captured->time_ns);
}

static void screen_end_glance(struct screen *screen, double now_ms) {
	glance_cancel(&screen->glance);
	screen->glance.next_ms = now_ms + screen->glance.period_ms;
}

static void screen_on_capture_failed(void *data, const char *why) {
	struct screen *screen = data;
	if (screen->glance.is_looking)
		screen_end_glance(screen, link_now_ms());
	else
		screen_fail(screen, why, link_now_ms());
}

static const struct capture_listener screen_capture_listener = {screen_on_captured, screen_on_capture_failed};

static void screen_on_present(void *data, bool is_present) {
	struct screen *screen = data;
	if (!is_present) {
		screen->lease = (struct lease){0};
		input_end(&screen->input, "the daemon has gone");
		return;
	}
	if (screen->compositor.output.width > 0)
		daemon_report_outputs(&screen->daemon, &screen->compositor);
	daemon_report_state(&screen->daemon, screen->shown, screen->publisher.frame);
	if (screen->glance.is_blank)
		daemon_report_glance(&screen->daemon, true);
}

static void screen_on_view(void *data, enum view view, double for_ms) {
	struct screen *screen = data;
	lease_renew(&screen->lease, view, for_ms, link_now_ms());
}

static void screen_on_own(void *data, const struct own_set *set, long serial) {
	struct screen *screen = data;
	// A request that is under way is blanked with the new set too, since that happens when the picture arrives.
	if (own_replace(&screen->own, set, link_now_ms()))
		screen->needs_look = true;
	daemon_report_own_applied(&screen->daemon, serial);
}

static void screen_on_refresh(void *data) {
	struct screen *screen = data;
	screen->needs_whole = screen->needs_look = screen->needs_neutral = true;
}

static void screen_on_order(void *data, const struct order *order) {
	struct screen *screen = data;
	input_obey(&screen->input, order, link_now_ms());
}

static const struct daemon_listener screen_daemon_listener = {
	screen_on_present, screen_on_view, screen_on_own, screen_on_refresh, screen_on_order};

static void screen_on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct screen *screen = data;
	input_on_global(&screen->input, registry, name, interface);
}

static void screen_on_bound(void *data) {
	struct screen *screen = data;
	input_on_bound(&screen->input, screen->compositor.display);
}

static void screen_on_disconnect(void *data) {
	struct screen *screen = data;
	input_on_disconnect(&screen->input);
}

static const struct compositor_listener screen_compositor_listener = {screen_on_global, screen_on_bound, screen_on_disconnect};

int screen_init(struct screen *screen, const char *daemon_path, const char *frames_directory, uid_t reader_uid,
	bool has_virtual_input, double glance_ms) {
	*screen = (struct screen){.shown = VIEW_OFF};
	glance_init(&screen->glance, glance_ms, link_now_ms());
	input_init(&screen->input, &screen->daemon, &screen->compositor, has_virtual_input);
	compositor_init(&screen->compositor, &screen_compositor_listener, &screen_capture_listener, screen);
	int rc = publisher_init(&screen->publisher, frames_directory, reader_uid);
	if (rc < 0)
		return rc;
	rc = daemon_init(&screen->daemon, daemon_path, &screen_daemon_listener, screen);
	if (rc < 0)
		publisher_destroy(&screen->publisher);
	return rc;
}

void screen_destroy(struct screen *screen) {
	compositor_disconnect(&screen->compositor);
	publisher_destroy(&screen->publisher);
	daemon_destroy(&screen->daemon);
}

void screen_lose_compositor(struct screen *screen, double now_ms) {
	compositor_disconnect(&screen->compositor);
	screen_end_glance(screen, now_ms);
	screen->reconnect_ms = now_ms + SCREEN_RETRY_MS;
	daemon_report_trouble(&screen->daemon, "compositor-lost", "the compositor has gone; connecting again");
	if (screen->shown != VIEW_LIVE)
		return;
	publisher_wipe(&screen->publisher);
	screen_show(screen, VIEW_OFF);
}

static void screen_stop(struct screen *screen) {
	if (!screen->glance.is_looking)
		capture_cancel(&screen->compositor.capture);
	screen->needs_look = screen->needs_whole = true; // when it goes on
}

/* While nobody is shown the glass. A capture of an agent's view is over by now (screen_stop). */
static double screen_update_glance(struct screen *screen, double now_ms) {
	struct glance *glance = &screen->glance;
	if (glance->is_looking || !screen->compositor.is_bound || compositor_lacks(&screen->compositor))
		return INFINITY;
	if (now_ms < glance->next_ms)
		return glance->next_ms;
	glance->is_looking = true;
	capture_request(&screen->compositor.capture, false);
	return INFINITY;
}

static void screen_update_off(struct screen *screen) {
	screen_stop(screen);
	if (screen->shown == VIEW_OFF)
		return;
	publisher_wipe(&screen->publisher);
	screen_show(screen, VIEW_OFF);
}

static void screen_update_hidden(struct screen *screen, double now_ms) {
	screen_stop(screen);
	const struct output *output = &screen->compositor.output;
	bool is_needed = screen->needs_neutral || screen->shown != VIEW_HIDDEN;
	if (is_needed && !publisher_has_size(&screen->publisher) && output->width > 0)
		publisher_resize(&screen->publisher, output->width, output->height);
	// Without an output there is nothing to be neutral about: the frame follows when there is one.
	screen->needs_neutral = is_needed && !publisher_has_size(&screen->publisher);
	if (is_needed && !screen->needs_neutral)
		publisher_neutral(&screen->publisher, (uint64_t)(now_ms * 1e6));
	screen_show(screen, VIEW_HIDDEN);
}

static bool screen_is_looking(const struct screen *screen) {
	const struct capture *capture = &screen->compositor.capture;
	return capture_is_pending(capture) && !capture->waits_for_damage;
}

static void screen_look(struct screen *screen, double now_ms) {
	capture_cancel(&screen->compositor.capture);
	capture_request(&screen->compositor.capture, false);
	screen->needs_look = false;
	screen->asked_ms = now_ms;
}

static double screen_update_stall(struct screen *screen, double now_ms) {
	if (!screen_is_looking(screen) || screen->is_stalled)
		return INFINITY;
	if (now_ms < screen->asked_ms + SCREEN_STALL_MS)
		return screen->asked_ms + SCREEN_STALL_MS;
	screen->is_stalled = true;
	daemon_report_trouble(&screen->daemon, "stalled", "the compositor gives no picture");
	return INFINITY;
}

static double screen_update_live(struct screen *screen, double now_ms) {
	struct capture *capture = &screen->compositor.capture;
	const char *lacks = compositor_lacks(&screen->compositor);
	screen->needs_neutral = false;
	if (screen->glance.is_looking) {
		capture_cancel(capture);
		screen_end_glance(screen, now_ms);
	}
	if (lacks) {
		if (screen->compositor.is_bound && now_ms >= screen->next_ms)
			screen_fail(screen, lacks, now_ms);
		return screen->compositor.is_bound ? screen->next_ms : INFINITY;
	}
	if (own_expire(&screen->own, now_ms))
		screen->needs_look = true;
	bool is_due = now_ms >= screen->next_ms || (screen->needs_look && !screen->is_failing);
	if (is_due && screen->needs_look && !screen_is_looking(screen))
		screen_look(screen, now_ms);
	else if (is_due && !capture_is_pending(capture))
		capture_request(capture, true);
	double due_ms = capture_is_pending(capture) ? INFINITY : screen->next_ms;
	if (screen->own.older_until_ms > 0)
		due_ms = fmin(due_ms, screen->own.older_until_ms);
	return fmin(due_ms, screen_update_stall(screen, now_ms));
}

static void screen_update_output(struct screen *screen) {
	if (!compositor_take_output_change(&screen->compositor))
		return;
	// Another turn or scale: nothing that is known of the picture holds any more.
	screen->needs_look = true;
	daemon_report_outputs(&screen->daemon, &screen->compositor);
}

double screen_update(struct screen *screen, double now_ms) {
	double due_ms = INFINITY;
	if (!compositor_is_connected(&screen->compositor)) {
		if (now_ms >= screen->reconnect_ms && compositor_connect(&screen->compositor) < 0)
			screen->reconnect_ms = now_ms + SCREEN_RETRY_MS;
		if (!compositor_is_connected(&screen->compositor))
			due_ms = screen->reconnect_ms;
	}
	screen_update_output(screen);
	due_ms = fmin(due_ms, input_update(&screen->input, now_ms));
	switch (lease_view(&screen->lease, now_ms)) {
	case VIEW_OFF:
		screen_update_off(screen);
		return fmin(due_ms, screen_update_glance(screen, now_ms));
	case VIEW_HIDDEN:
		screen_update_hidden(screen, now_ms);
		due_ms = fmin(due_ms, screen_update_glance(screen, now_ms));
		break;
	case VIEW_LIVE:
		due_ms = fmin(due_ms, screen_update_live(screen, now_ms));
		break;
	}
	return fmin(due_ms, screen->lease.until_ms);
}
