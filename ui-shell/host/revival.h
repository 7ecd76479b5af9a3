/* Brings a page back: after its web process died, and when it cannot be reached. Never in a loop that eats the processor. */
#ifndef ALONGSIDE_REVIVAL_H
#define ALONGSIDE_REVIVAL_H

#include <stdbool.h>
#include <wpe/webkit.h>

/* A server that says nothing for so long counts as one that cannot be reached. */
#define REVIVAL_SILENCE_MS 60000

/* What stands on the glass, or has been asked for. */
enum revival_page { REVIVAL_NOTHING, REVIVAL_STARTING, REVIVAL_UNREACHABLE, REVIVAL_PAGE };

struct revival {
	WebKitWebView *web_view;
	char *starting_html, *unreachable_html;
	char *uri; // NULL: there is no page yet, the starting one is all
	enum revival_page own, shown; // our own page that was loaded last; what stands there now
	double loaded_ms;             // when the page was loaded last
	int pause_ms;                 // after the last crash
	int retry_ms, longest_retry_ms;
	guint timer;
	bool has_new_words; // what stands there says the same in other words
	int hung_ms;
	guint hung_timer;
};

/* Shows `starting_html` at once, and `unreachable_html` while the page cannot be reached; it is tried again after pauses that grow up to
 * `longest_retry_ms`. Copies both texts. A page that hangs is
 * ended `hung_ms` after it was called unresponsive; 0: never. */
void revival_init(struct revival *revival, WebKitWebView *web_view, const char *starting_html, const char *unreachable_html, int longest_retry_ms,
	int hung_ms);
void revival_destroy(struct revival *revival);
/* Other words for our own pages, from now on; one that stands there is replaced. */
void revival_set_html(struct revival *revival, const char *starting_html, const char *unreachable_html);
void revival_load(struct revival *revival, const char *uri);
/* The page anew, if there is one. */
void revival_reload(struct revival *revival);
void revival_crashed(struct revival *revival);
void revival_responsive(struct revival *revival, bool is_responsive);
/* The page cannot be reached. */
void revival_failed(struct revival *revival);
/* What was asked for has come, and is what stands there. */
void revival_committed(struct revival *revival);
/* A load has finished. Returns true when it was the page, not one of ours. */
bool revival_loaded(struct revival *revival);

#endif
