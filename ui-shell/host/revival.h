/* Brings a page back: after its web process died, and when it cannot be reached. Never in a loop that eats the processor. */
#ifndef ALONGSIDE_REVIVAL_H
#define ALONGSIDE_REVIVAL_H

#include <stdbool.h>
#include <wpe/webkit.h>

/* A page that cannot be reached is tried again this often. */
#define REVIVAL_RETRY_MS 2000
struct revival {
	WebKitWebView *web_view;
	const char *fallback_html;
	char *uri; // NULL: there is no page yet, the fallback is all
	enum { REVIVAL_NOTHING, REVIVAL_FALLBACK, REVIVAL_PAGE } shown;
	double loaded_ms; // when the page was loaded last
	int pause_ms;
	guint timer;
	int hung_ms;
	guint hung_timer;
};

/* Shows the fallback at once. A page that hangs is ended `hung_ms` after it was called unresponsive; 0: never. */
void revival_init(struct revival *revival, WebKitWebView *web_view, const char *fallback_html, int hung_ms);
void revival_destroy(struct revival *revival);
void revival_load(struct revival *revival, const char *uri);
/* The page anew, if there is one. */
void revival_reload(struct revival *revival);
void revival_crashed(struct revival *revival);
void revival_responsive(struct revival *revival, bool is_responsive);
void revival_failed(struct revival *revival);
/* A load has finished. Returns true when it was the page, not the fallback. */
bool revival_loaded(struct revival *revival);

#endif
