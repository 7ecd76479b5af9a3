#include "stamps.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "compositor.h"
#include "link.h"
#include "log.h"
#include "signals.h"
#include "strip.h"

#define PERIOD_MS (4294967296.0 / 10)

struct stamps {
	const struct stamps_options *options;
	struct compositor compositor;
	uint32_t frame; // last read
	double *ages_ms;
	size_t count, unreadable;
	double first_ms, last_ms;
};

static double stamps_age(const struct stamps *stamps, double stamp_ms) {
	struct timespec clock;
	clock_gettime(stamps->options->clock, &clock);
	double now_ms = fmod((double)clock.tv_sec * 1e3 + (double)clock.tv_nsec / 1e6, PERIOD_MS);
	double age_ms = now_ms - stamp_ms;
	if (age_ms < -PERIOD_MS / 2)
		age_ms += PERIOD_MS;
	return age_ms;
}

static void stamps_take(struct stamps *stamps, const struct strip *stamp) {
	double age_ms = stamps_age(stamps, stamp->capture_ms), now_ms = link_now_ms();
	double *ages = realloc(stamps->ages_ms, (stamps->count + 1) * sizeof *ages);
	if (!ages)
		return;
	stamps->ages_ms = ages;
	ages[stamps->count++] = age_ms;
	stamps->first_ms = stamps->count == 1 ? now_ms : stamps->first_ms;
	stamps->last_ms = now_ms;
	printf("{\"frame\":%u,\"ageMs\":%.1f,\"atMs\":%.1f}\n", stamp->frame, age_ms, now_ms);
}

static void stamps_on_captured(void *data, const struct captured *captured) {
	struct stamps *stamps = data;
	struct box rect = stamps->options->rect, all = {0, 0, captured->now->width, captured->now->height};
	struct strip stamp;
	if (!box_equal(box_intersection(rect, all), rect)) {
		stamps->unreadable++;
		return;
	}
	// Green stands for grey: the second byte of either format.
	const uint8_t *row = picture_at(captured->now, rect.x, rect.y + rect.height / 2) + 1;
	if (!strip_read_row(row, rect.width / STRIP_BITS, 4, &stamp)) {
		stamps->unreadable++;
	} else if (stamps->count == 0 || stamp.frame != stamps->frame) {
		stamps->frame = stamp.frame;
		stamps_take(stamps, &stamp);
	}
}

static void stamps_on_failed(void *data, const char *why) {
	log_line("no picture: %s", why);
}

static int stamps_compare(const void *a, const void *b) {
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static void stamps_summarize(struct stamps *stamps) {
	double p50 = NAN, p95 = NAN, span_ms = stamps->last_ms - stamps->first_ms;
	if (stamps->count > 0) {
		qsort(stamps->ages_ms, stamps->count, sizeof *stamps->ages_ms, stamps_compare);
		p50 = stamps->ages_ms[(stamps->count - 1) / 2];
		p95 = stamps->ages_ms[(stamps->count - 1) * 95 / 100];
	}
	printf("{\"stamps\":%zu,\"unreadable\":%zu,\"fps\":%.2f", stamps->count, stamps->unreadable,
		span_ms > 0 ? (double)(stamps->count - 1) * 1000 / span_ms : 0);
	if (stamps->count > 0)
		printf(",\"p50\":%.1f,\"p95\":%.1f", p50, p95);
	printf("}\n");
}

/* Returns 0, 1 to end, or -errno. */
static int stamps_turn(struct stamps *stamps, int signal_fd, double until_ms) {
	struct compositor *compositor = &stamps->compositor;
	if (!capture_is_pending(&compositor->capture) && compositor->capture.manager)
		capture_request(&compositor->capture, true);
	int events = compositor_prepare(compositor);
	if (events < 0)
		return events;
	struct pollfd fds[] = {{signal_fd, POLLIN, 0}, {compositor_fd(compositor), (short)events, 0}};
	double left_ms = until_ms - link_now_ms();
	poll(fds, 2, isinf(until_ms) ? -1 : left_ms > 0 ? (int)ceil(left_ms) : 0);
	int rc = compositor_dispatch(compositor, fds[1].revents & ~POLLOUT);
	fflush(stdout);
	return rc < 0 ? rc : fds[0].revents || link_now_ms() >= until_ms;
}

int stamps_run(const struct stamps_options *options) {
	static const struct capture_listener listener = {stamps_on_captured, stamps_on_failed};
	struct stamps stamps = {.options = options};
	compositor_init(&stamps.compositor, NULL, &listener, &stamps);
	int signal_fd = signals_open(), rc = compositor_connect(&stamps.compositor);
	double until_ms = options->seconds > 0 ? link_now_ms() + options->seconds * 1000 : INFINITY;
	while (rc == 0)
		rc = stamps_turn(&stamps, signal_fd, until_ms);
	compositor_disconnect(&stamps.compositor);
	stamps_summarize(&stamps);
	free(stamps.ages_ms);
	if (rc < 0)
		log_line("the compositor is gone");
	return rc < 0 ? 1 : 0;
}
