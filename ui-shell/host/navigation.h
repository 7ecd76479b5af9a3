/* Keeps a view on the pages it is meant for, and refuses what a kiosk has no use for: new windows, downloads, permissions, menus. */
#ifndef ALONGSIDE_NAVIGATION_H
#define ALONGSIDE_NAVIGATION_H

#include <stdbool.h>
#include <wpe/webkit.h>

struct navigation_client {
	/* The page stays as it is: what was asked for is not allowed here. */
	void (*on_refused)(void *data);
	/* The server in front of the page says that there is none (502, 503, 504). The page stays. */
	void (*on_unavailable)(void *data);
};

struct navigation {
	WebKitWebView *web_view;
	GPtrArray *origins; // char *, as origin_of gives them
	/* An operator's page may show others in frames of its own, and its links for a new window open in this one. */
	bool is_open;
	const struct navigation_client *client;
	void *data;
	guint stop_source;
};

void navigation_init(struct navigation *navigation, WebKitWebView *web_view, bool is_open, const struct navigation_client *client, void *data);
void navigation_destroy(struct navigation *navigation);
/* Allows the origin of `uri`, or the pattern. A text without a scheme is ignored. */
void navigation_allow(struct navigation *navigation, const char *uri);
bool navigation_is_allowed(const struct navigation *navigation, const char *uri);
/* The main frame was to lead there: says so when it may not. Returns whether it may. */
bool navigation_check(struct navigation *navigation, const char *uri);
/* The main frame has begun to load, or was redirected: ends it when it leads where it may not. */
void navigation_check_main(struct navigation *navigation);

#endif
