#include "revival.h"

#include "link.h"
#include "revival-pause.h"

static void revival_show_fallback(struct revival *revival) {
	revival->shown = REVIVAL_FALLBACK;
	webkit_web_view_load_html(revival->web_view, revival->fallback_html, NULL);
}

static void revival_start(struct revival *revival) {
	g_clear_handle_id(&revival->timer, g_source_remove);
	if (!revival->uri) {
		revival_show_fallback(revival);
		return;
	}
	revival->shown = REVIVAL_PAGE;
	webkit_web_view_load_uri(revival->web_view, revival->uri);
}

static gboolean on_timer(gpointer data) {
	struct revival *revival = data;
	revival->timer = 0;
	revival_start(revival);
	return G_SOURCE_REMOVE;
}

static void revival_later(struct revival *revival, int ms) {
	if (!revival->timer)
		revival->timer = g_timeout_add((guint)ms, on_timer, revival);
}

void revival_init(struct revival *revival, WebKitWebView *web_view, const char *fallback_html, int hung_ms) {
	*revival = (struct revival){.web_view = web_view, .fallback_html = fallback_html, .hung_ms = hung_ms};
	revival->loaded_ms = link_now_ms();
	revival_start(revival);
}

void revival_destroy(struct revival *revival) {
	g_clear_handle_id(&revival->timer, g_source_remove);
	g_clear_handle_id(&revival->hung_timer, g_source_remove);
	g_clear_pointer(&revival->uri, g_free);
}

void revival_load(struct revival *revival, const char *uri) {
	char *copy = g_strdup(uri);
	g_free(revival->uri);
	revival->uri = copy;
	revival_start(revival);
}

void revival_reload(struct revival *revival) {
	revival_start(revival);
}

void revival_crashed(struct revival *revival) {
	revival->pause_ms = revival_pause(revival->pause_ms, link_now_ms() - revival->loaded_ms);
	revival->loaded_ms = link_now_ms();
	g_clear_handle_id(&revival->timer, g_source_remove);
	g_clear_handle_id(&revival->hung_timer, g_source_remove);
	revival_later(revival, revival->pause_ms);
}

static gboolean on_hung(gpointer data) {
	struct revival *revival = data;
	revival->hung_timer = 0;
	webkit_web_view_terminate_web_process(revival->web_view); // it comes back as a crash
	return G_SOURCE_REMOVE;
}

void revival_responsive(struct revival *revival, bool is_responsive) {
	g_clear_handle_id(&revival->hung_timer, g_source_remove);
	if (revival->hung_ms > 0 && !is_responsive)
		revival->hung_timer = g_timeout_add((guint)revival->hung_ms, on_hung, revival);
}

void revival_failed(struct revival *revival) {
	// The page that stands there stays while the next try runs; only when there is none yet the fallback comes.
	if (revival->shown == REVIVAL_PAGE)
		revival_show_fallback(revival);
	revival_later(revival, REVIVAL_RETRY_MS);
}

bool revival_loaded(struct revival *revival) {
	if (revival->shown != REVIVAL_PAGE)
		return false;
	revival->loaded_ms = link_now_ms();
	return true;
}
