#include "presentation.h"

#include <stdlib.h>
#include <time.h>

#include "link.h"
#include "presentation-time-client-protocol.h"

struct presentation {
	presentation_fn done;
	void *data;
	bool is_monotonic;
};

static void presentation_finish(struct presentation *presentation, double at_ms) {
	presentation->done(presentation->data, at_ms);
	free(presentation);
}

static void on_sync_output(void *data, struct wp_presentation_feedback *feedback, struct wl_output *output) {}

static void on_presented(void *data, struct wp_presentation_feedback *feedback, uint32_t seconds_high, uint32_t seconds_low, uint32_t ns,
	uint32_t refresh, uint32_t sequence_high, uint32_t sequence_low, uint32_t flags) {
	struct presentation *presentation = data;
	double seconds = (double)seconds_high * 4294967296.0 + seconds_low;
	wp_presentation_feedback_destroy(feedback);
	presentation_finish(presentation, presentation->is_monotonic ? seconds * 1e3 + ns / 1e6 : link_now_ms());
}

static void on_discarded(void *data, struct wp_presentation_feedback *feedback) {
	wp_presentation_feedback_destroy(feedback);
	presentation_finish(data, -1);
}

static const struct wp_presentation_feedback_listener feedback_listener = {on_sync_output, on_presented, on_discarded};

static void on_frame(void *data, struct wl_callback *callback, uint32_t time_ms) {
	wl_callback_destroy(callback);
	presentation_finish(data, link_now_ms());
}
static const struct wl_callback_listener frame_listener = {on_frame};

void presentation_request(struct wayland *wayland, struct wl_surface *surface, presentation_fn done, void *data) {
	struct presentation *presentation = calloc(1, sizeof *presentation);
	if (!presentation)
		return;
	*presentation = (struct presentation){done, data, wayland->presentation_clock == CLOCK_MONOTONIC};
	if (wayland->presentation)
		wp_presentation_feedback_add_listener(
			wp_presentation_feedback(wayland->presentation, surface), &feedback_listener, presentation);
	else
		wl_callback_add_listener(wl_surface_frame(surface), &frame_listener, presentation);
}
