#include "navigation.h"

#include <stdio.h>
#include <string.h>

#include "origin.h"

static gboolean is_fit(gconstpointer pattern, gconstpointer origin) {
	return origin_fits(pattern, origin);
}

bool navigation_is_allowed(const struct navigation *navigation, const char *uri) {
	if (!uri || g_str_equal(uri, "about:blank"))
		return true; // our own pages are loaded under this name
	char *origin = origin_of(uri);
	bool is_allowed = origin && g_ptr_array_find_with_equal_func(navigation->origins, origin, is_fit, NULL);
	g_free(origin);
	return is_allowed;
}

static void navigation_refuse(struct navigation *navigation, const char *uri) {
	char *origin = origin_of(uri); // never the whole address: it may carry what the customer typed
	fprintf(stderr, "host: refused to open %s\n", origin ? origin : "an address without an origin");
	g_free(origin);
	navigation->client->on_refused(navigation->data);
}

bool navigation_check(struct navigation *navigation, const char *uri) {
	if (!uri || !*uri || navigation_is_allowed(navigation, uri)) // none yet: it was replaced before it was on its way
		return true;
	navigation_refuse(navigation, uri);
	return false;
}

/* Not within WebKit's own word of the load, which a load that ends there and then would take from under it. */
static gboolean on_stop(gpointer data) {
	struct navigation *navigation = data;
	navigation->stop_source = 0;
	if (!navigation_is_allowed(navigation, webkit_web_view_get_uri(navigation->web_view)))
		webkit_web_view_stop_loading(navigation->web_view);
	return G_SOURCE_REMOVE;
}

void navigation_check_main(struct navigation *navigation) {
	if (!navigation_check(navigation, webkit_web_view_get_uri(navigation->web_view)) && !navigation->stop_source)
		navigation->stop_source = g_idle_add_full(G_PRIORITY_HIGH, on_stop, navigation, NULL);
}

/* Of which nobody knows here whether they are for the page or for a frame in it: the page's own are caught by navigation_check_main
 * when they begin, before anything of them is seen. */
static bool navigation_is_for_frame(const struct navigation *navigation, const char *uri) {
	static const char *const schemes[] = {"https:", "http:", "data:", "blob:", "about:"};
	for (size_t i = 0; navigation->is_open && i < G_N_ELEMENTS(schemes); i++)
		if (g_ascii_strncasecmp(uri, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

static bool navigation_may_go(struct navigation *navigation, WebKitNavigationAction *action, bool is_new_window) {
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	bool is_allowed = navigation_is_allowed(navigation, uri);
	if (!is_new_window && (is_allowed || navigation_is_for_frame(navigation, uri)))
		return true;
	if (is_allowed && navigation->is_open && webkit_navigation_action_is_user_gesture(action))
		webkit_web_view_load_uri(navigation->web_view, uri); // a kiosk has one window
	else
		navigation_refuse(navigation, uri);
	return false;
}

/* Only for the page itself, and the last border before anything of it is shown. */
static bool navigation_may_show(struct navigation *navigation, WebKitResponsePolicyDecision *decision) {
	WebKitURIResponse *response = webkit_response_policy_decision_get_response(decision);
	const char *uri = webkit_uri_response_get_uri(response);
	guint status = webkit_uri_response_get_status_code(response);
	if (!navigation_is_allowed(navigation, uri)) {
		navigation_refuse(navigation, uri);
		return false;
	}
	if (status < 502 || status > 504)
		return true;
	fprintf(stderr, "host: the page's server answers %u\n", status);
	navigation->client->on_unavailable(navigation->data);
	return false;
}

static gboolean on_decide(WebKitWebView *web_view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer data) {
	struct navigation *navigation = data;
	bool may;
	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
		WebKitResponsePolicyDecision *response = WEBKIT_RESPONSE_POLICY_DECISION(decision);
		if (!navigation->is_open || !webkit_response_policy_decision_is_main_frame_main_resource(response) || navigation_may_show(navigation, response))
			return FALSE; // WebKit's default: show what it can show
		may = false;
	} else {
		WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
		may = navigation_may_go(navigation, action, type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION);
	}
	if (may)
		webkit_policy_decision_use(decision);
	else
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
	struct navigation *navigation = data;
	webkit_download_cancel(download);
	navigation->client->on_refused(navigation->data);
}

void navigation_init(struct navigation *navigation, WebKitWebView *web_view, bool is_open, const struct navigation_client *client, void *data) {
	*navigation = (struct navigation){.web_view = web_view, .is_open = is_open, .client = client, .data = data};
	navigation->origins = g_ptr_array_new_with_free_func(g_free);
	g_signal_connect(web_view, "decide-policy", G_CALLBACK(on_decide), navigation);
	g_signal_connect(web_view, "permission-request", G_CALLBACK(on_permission), navigation);
	g_signal_connect(web_view, "context-menu", G_CALLBACK(on_context_menu), navigation);
	g_signal_connect(web_view, "run-file-chooser", G_CALLBACK(on_file_chooser), navigation);
	g_signal_connect(webkit_web_view_get_network_session(web_view), "download-started", G_CALLBACK(on_download), navigation);
}

void navigation_destroy(struct navigation *navigation) {
	g_clear_handle_id(&navigation->stop_source, g_source_remove);
	g_signal_handlers_disconnect_by_data(navigation->web_view, navigation);
	g_signal_handlers_disconnect_by_data(webkit_web_view_get_network_session(navigation->web_view), navigation);
	g_clear_pointer(&navigation->origins, g_ptr_array_unref);
}

void navigation_allow(struct navigation *navigation, const char *uri) {
	char *origin = origin_of(uri);
	if (origin && !g_ptr_array_find_with_equal_func(navigation->origins, origin, g_str_equal, NULL))
		g_ptr_array_add(navigation->origins, origin);
	else
		g_free(origin);
}
