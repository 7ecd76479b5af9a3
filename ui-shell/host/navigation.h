/* Keeps a view on the pages it is meant for, and refuses what a kiosk has no use for: new windows, downloads, permissions, menus. */
#ifndef ALONGSIDE_NAVIGATION_H
#define ALONGSIDE_NAVIGATION_H

#include <stdbool.h>
#include <wpe/webkit.h>

struct navigation {
	GPtrArray *origins; // char *
};

void navigation_init(struct navigation *navigation, WebKitWebView *web_view);
void navigation_destroy(struct navigation *navigation);
/* Allows the origin of `uri`. A text without a scheme is ignored. */
void navigation_allow(struct navigation *navigation, const char *uri);
bool navigation_is_allowed(const struct navigation *navigation, const char *uri);

#endif
