/* Brings a page back: after its web process died, and when it cannot be reached. Never in a loop that eats the processor. */
#ifndef ALONGSIDE_REVIVAL_H
#define ALONGSIDE_REVIVAL_H

#include <stdbool.h>
#include <wpe/webkit.h>

/* A page that hangs gets this much more time after it was called unresponsive: a slow machine is no dead one. */
#define REVIVAL_HUNG_MS 6000
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
	bool ends_hung;
	guint hung_timer;
};

/* Shows the fallback at once. */
void revival_init(struct revival *revival, WebKitWebView *web_view, const char *fallback_html, bool ends_hung);
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
