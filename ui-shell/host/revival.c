#include "revival.h"

#include "link.h"
#include "revival-pause.h"

#define OWN_URI "about:blank"

static void revival_show_own(struct revival *revival, enum revival_page own) {
	revival->own = own;
	revival->has_new_words = false;
	webkit_web_view_load_html(revival->web_view, own == REVIVAL_STARTING ? revival->starting_html : revival->unreachable_html, NULL);
}

static gboolean on_silence(gpointer data) {
	struct revival *revival = data;
	revival->timer = 0;
	revival_failed(revival);
	return G_SOURCE_REMOVE;
}

static void revival_start(struct revival *revival) {
	g_clear_handle_id(&revival->timer, g_source_remove);
	if (!revival->uri) {
		revival_show_own(revival, REVIVAL_STARTING);
		return;
	}
	revival->timer = g_timeout_add(REVIVAL_SILENCE_MS, on_silence, revival);
	webkit_web_view_load_uri(revival->web_view, revival->uri);
}

static gboolean on_timer(gpointer data) {
	struct revival *revival = data;
	revival->timer = 0;
	revival_start(revival);
	return G_SOURCE_REMOVE;
}

static void revival_later(struct revival *revival, int ms) {
	g_clear_handle_id(&revival->timer, g_source_remove);
	revival->timer = g_timeout_add((guint)ms, on_timer, revival);
}

static void revival_keep_html(struct revival *revival, const char *starting_html, const char *unreachable_html) {
	g_free(revival->starting_html);
	g_free(revival->unreachable_html);
	revival->starting_html = g_strdup(starting_html);
	revival->unreachable_html = g_strdup(unreachable_html);
}

void revival_init(struct revival *revival, WebKitWebView *web_view, const char *starting_html, const char *unreachable_html, int longest_retry_ms,
		int hung_ms) {
	*revival = (struct revival){.web_view = web_view, .longest_retry_ms = longest_retry_ms, .hung_ms = hung_ms, .loaded_ms = link_now_ms()};
	revival_keep_html(revival, starting_html, unreachable_html);
	revival_start(revival);
}

void revival_destroy(struct revival *revival) {
	g_clear_handle_id(&revival->timer, g_source_remove);
	g_clear_handle_id(&revival->hung_timer, g_source_remove);
	g_clear_pointer(&revival->uri, g_free);
	g_clear_pointer(&revival->starting_html, g_free);
	g_clear_pointer(&revival->unreachable_html, g_free);
}

void revival_set_html(struct revival *revival, const char *starting_html, const char *unreachable_html) {
	revival_keep_html(revival, starting_html, unreachable_html);
	// A page on its way would be given up for the sake of words that it is about to replace.
	revival->has_new_words = revival->shown == REVIVAL_UNREACHABLE && webkit_web_view_is_loading(revival->web_view);
	if (!revival->uri || (revival->shown == REVIVAL_UNREACHABLE && !revival->has_new_words))
		revival_show_own(revival, revival->own);
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
	revival->shown = REVIVAL_NOTHING;
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
	// Our own page stays while the next try runs: it is painted once, not anew with every try.
	if (revival->shown != REVIVAL_UNREACHABLE || revival->has_new_words)
		revival_show_own(revival, REVIVAL_UNREACHABLE);
	revival->retry_ms = revival_retry(revival->retry_ms, revival->longest_retry_ms);
	revival_later(revival, revival->retry_ms);
}

static bool revival_is_own(const struct revival *revival) {
	const char *uri = webkit_web_view_get_uri(revival->web_view);
	return !uri || (g_str_equal(uri, OWN_URI) && (!revival->uri || !g_str_equal(revival->uri, OWN_URI)));
}

void revival_committed(struct revival *revival) {
	bool is_own = revival_is_own(revival);
	revival->shown = is_own ? revival->own : REVIVAL_PAGE;
	if (is_own)
		return;
	revival->retry_ms = 0;
	g_clear_handle_id(&revival->timer, g_source_remove);
}

bool revival_loaded(struct revival *revival) {
	if (revival->shown != REVIVAL_PAGE || revival_is_own(revival))
		return false;
	revival->loaded_ms = link_now_ms();
	return true;
}
