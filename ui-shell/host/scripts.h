/* User scripts that the host puts into pages. */
#ifndef ALONGSIDE_SCRIPTS_H
#define ALONGSIDE_SCRIPTS_H

#include <wpe/webkit.h>

/* The JavaScript world of the app's script: it shares the page's document, not its variables. */
#define SCRIPTS_APP_WORLD "alongside"

/* Gives pages of `url`'s origin `window.alongside = { token, version }` before any of their own scripts run. Replaces an older one. */
void scripts_set_token(WebKitUserContentManager *content, const char *url, const char *token, int version);
/* Reports title and page label of the app by script message, on change only. */
void scripts_watch_labels(WebKitUserContentManager *content);

#endif
