/* User scripts that the host puts into pages. */
#ifndef ALONGSIDE_SCRIPTS_H
#define ALONGSIDE_SCRIPTS_H

#include <stdbool.h>
#include <wpe/webkit.h>

/* The JavaScript world of the app's script: it shares the page's document, not its variables. */
#define SCRIPTS_APP_WORLD "alongside"

/* Gives pages of `url`'s origin `window.alongside = { token, version }` before any of their own scripts run. Replaces an older one. */
void scripts_set_token(WebKitUserContentManager *content, const char *url, const char *token, int version);
/* Lays a line of text over the page, for so long; 0: until the next one. NULL takes it away. It is in nobody's way: fingers go through. */
void scripts_show_notice(WebKitWebView *web_view, const char *text, int for_ms);
/* Gives the page a keyboard that scripts_show_keyboard shows, and that reports fields and keys by script message. */
void scripts_add_keyboard(WebKitUserContentManager *content);
/* @param field "text", "number", "private" or "none" @param language of the keys */
void scripts_show_keyboard(WebKitWebView *web_view, const char *field, bool is_touched, const char *language);
/* Reports title and page label of the app by script message, on change only. */
void scripts_watch_labels(WebKitUserContentManager *content);

#endif
