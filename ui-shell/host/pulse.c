#include "pulse.h"

#include "link.h"

#define CHECK_MS 500

static void pulse_set(struct pulse *pulse, bool is_responsive) {
	if (pulse->is_responsive == is_responsive)
		return;
	pulse->is_responsive = is_responsive;
	pulse->on_change(pulse->data, is_responsive);
}

static void on_answer(GObject *object, GAsyncResult *result, gpointer data) {
	GError *error = NULL;
	JSCValue *value = webkit_web_view_evaluate_javascript_finish(WEBKIT_WEB_VIEW(object), result, &error);
	bool is_cancelled = error && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_clear_object(&value);
	g_clear_error(&error);
	if (is_cancelled)
		return; // pulse_stop: the question is forgotten, and perhaps the pulse itself
	struct pulse *pulse = data;
	g_clear_object(&pulse->cancellable);
	pulse_set(pulse, true); // an error of the script is an answer, too
}

static void pulse_ask(struct pulse *pulse) {
	pulse->asked_ms = link_now_ms();
	pulse->cancellable = g_cancellable_new();
	webkit_web_view_evaluate_javascript(pulse->web_view, "0", -1, "alongside-pulse", NULL, pulse->cancellable, on_answer, pulse);
}

static gboolean on_check(gpointer data) {
	struct pulse *pulse = data;
	double since_ms = link_now_ms() - pulse->asked_ms;
	if (pulse->cancellable && since_ms >= PULSE_LIMIT_MS)
		pulse_set(pulse, false);
	else if (!pulse->cancellable && since_ms >= PULSE_PERIOD_MS)
		pulse_ask(pulse);
	return G_SOURCE_CONTINUE;
}

void pulse_init(struct pulse *pulse, WebKitWebView *web_view, void (*on_change)(void *data, bool is_responsive), void *data) {
	*pulse = (struct pulse){.web_view = web_view, .is_responsive = true, .on_change = on_change, .data = data};
}

void pulse_start(struct pulse *pulse) {
	if (!pulse->timer)
		pulse->timer = g_timeout_add(CHECK_MS, on_check, pulse);
}

void pulse_stop(struct pulse *pulse) {
	g_clear_handle_id(&pulse->timer, g_source_remove);
	if (pulse->cancellable)
		g_cancellable_cancel(pulse->cancellable);
	g_clear_object(&pulse->cancellable);
	pulse->is_responsive = true;
}
