#include "pages.h"

#include <glib.h>

const char pages_starting[] =
	"<!doctype html><html lang=en><meta charset=utf-8><title>Help</title><style>"
	"html{height:100%;background:#f4f6f8}body{height:100%;margin:0;display:grid;place-content:center;justify-items:center;gap:12px;"
	"font:32px/1.3 'DejaVu Sans',sans-serif;color:#1d2733;text-align:center}"
	"p{margin:0;font-size:20px;color:#4a5665}"
	"i{position:fixed;bottom:12px;left:50%;width:96px;height:8px;margin-left:-48px;border-radius:4px;background:#b7c0ca}"
	"</style><main role=status>Help is starting…</main><p>One moment, please.</p><i></i></html>";

/* Language, title, more style, what the agent is told, heading, two lines. */
static const char app_page[] =
	"<!doctype html><html lang=%s><meta charset=utf-8><title>%s</title><style>"
	"html{height:100%%;background:#fff}body{height:100%%;margin:0;padding:0 5%%;box-sizing:border-box;display:grid;place-content:center;"
	"justify-items:center;gap:12px;font:32px/1.3 'DejaVu Sans',sans-serif;color:#1d2733;text-align:center}"
	"p{margin:0;font-size:20px;color:#4a5665}%s</style><main role=status data-page=\"%s\">%s</main><p>%s</p><p>%s</p></html>";
/* The words come when a moment has passed without the page. */
static const char app_starting_style[] = "main,p{animation:come 1ms 2s both}@keyframes come{from{visibility:hidden}}";

char *pages_app_starting(const struct words *words) {
	const char *title = words->starting;
	return g_strdup_printf(app_page, words->language, title, app_starting_style, title, title, words->help, "");
}

char *pages_app_unreachable(const struct words *words) {
	const char *title = words->unreachable;
	return g_strdup_printf(app_page, words->language, title, "", title, title, words->back_by_itself, words->help);
}

char *pages_app_unusable(const struct words *words, const char *fault) {
	const char *title = words->unusable;
	char *safe = g_markup_escape_text(fault, -1);
	char *page = g_strdup_printf(app_page, words->language, title, "", title, title, safe, words->help);
	g_free(safe);
	return page;
}
