#include "navigation.h"

#include <stdio.h>

/* "scheme://host:port" in lower case with the default port left out, or NULL. Only file: has an empty host. */
static char *origin_of(const char *text) {
	GUri *uri = g_uri_parse(text, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
	if (!uri)
		return NULL;
	const char *host = g_uri_get_host(uri), *scheme = g_uri_get_scheme(uri);
	bool is_origin = (host && *host) || g_str_equal(scheme, "file");
	char *plain = g_strdup_printf("%s://%s:%d", scheme, host ? host : "", g_uri_get_port(uri));
	char *origin = is_origin ? g_ascii_strdown(plain, -1) : NULL;
	g_free(plain);
	g_uri_unref(uri);
	return origin;
}

bool navigation_is_allowed(const struct navigation *navigation, const char *uri) {
	if (g_str_equal(uri, "about:blank"))
		return true; // our own fallback page is loaded under this name
	char *origin = origin_of(uri);
	bool is_allowed = origin && g_ptr_array_find_with_equal_func(navigation->origins, origin, g_str_equal, NULL);
	g_free(origin);
	return is_allowed;
}

static gboolean on_decide(WebKitWebView *web_view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer data) {
	struct navigation *navigation = data;
	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
		return FALSE; // WebKit's default: show what it can show
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && navigation_is_allowed(navigation, uri)) {
		webkit_policy_decision_use(decision);
		return TRUE;
	}
	char *origin = origin_of(uri); // never the whole address: it may carry what the customer typed
	fprintf(stderr, "host: refused to open %s\n", origin ? origin : "an address without an origin");
	g_free(origin);
	webkit_policy_decision_ignore(decision);
	return TRUE;
}

static gboolean on_permission(WebKitWebView *web_view, WebKitPermissionRequest *request, gpointer data) {
	webkit_permission_request_deny(request);
	return TRUE;
}

static gboolean on_context_menu(WebKitWebView *web_view, WebKitContextMenu *menu, WebKitHitTestResult *hit, gpointer data) {
	return TRUE; // none
}

static gboolean on_file_chooser(WebKitWebView *web_view, WebKitFileChooserRequest *request, gpointer data) {
	webkit_file_chooser_request_cancel(request);
	return TRUE;
}

static void on_download(WebKitNetworkSession *session, WebKitDownload *download, gpointer data) {
	webkit_download_cancel(download);
}

void navigation_init(struct navigation *navigation, WebKitWebView *web_view) {
	navigation->origins = g_ptr_array_new_with_free_func(g_free);
	g_signal_connect(web_view, "decide-policy", G_CALLBACK(on_decide), navigation);
	g_signal_connect(web_view, "permission-request", G_CALLBACK(on_permission), navigation);
	g_signal_connect(web_view, "context-menu", G_CALLBACK(on_context_menu), navigation);
	g_signal_connect(web_view, "run-file-chooser", G_CALLBACK(on_file_chooser), navigation);
	g_signal_connect(webkit_web_view_get_network_session(web_view), "download-started", G_CALLBACK(on_download), navigation);
}

void navigation_destroy(struct navigation *navigation) {
	g_clear_pointer(&navigation->origins, g_ptr_array_unref);
}

void navigation_allow(struct navigation *navigation, const char *uri) {
	char *origin = origin_of(uri);
	if (origin && !g_ptr_array_find_with_equal_func(navigation->origins, origin, g_str_equal, NULL))
		g_ptr_array_add(navigation->origins, origin);
	else
		g_free(origin);
}
