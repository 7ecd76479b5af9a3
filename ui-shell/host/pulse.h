/* Feels whether a page's thread still turns. WebKit's own notice starts with an event that the page has got, and misses a page that hung
 * while an older one was on its way; so the page is asked something easy again and again. */
#ifndef ALONGSIDE_PULSE_H
#define ALONGSIDE_PULSE_H

#include <stdbool.h>
#include <wpe/webkit.h>

#define PULSE_PERIOD_MS 2000
/* No answer for so long: the customer has noticed, too. */
#define PULSE_LIMIT_MS 3000

struct pulse {
	WebKitWebView *web_view;
	GCancellable *cancellable; // of the question that waits
	double asked_ms;
	bool is_responsive;
	guint timer;
	void (*on_change)(void *data, bool is_responsive);
	void *data;
};

void pulse_init(struct pulse *pulse, WebKitWebView *web_view, void (*on_change)(void *data, bool is_responsive), void *data);
/* The page is loaded. May be called again. */
void pulse_start(struct pulse *pulse);
/* The web process is gone, or we are. */
void pulse_stop(struct pulse *pulse);

#endif
