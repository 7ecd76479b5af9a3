#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <wayland-server.h>
#include <wpe/fdo.h>
#include <wpe/unstable/fdo-shm.h>
#include <wpe/wpe.h>

#include "link.h"
#include "navigation.h"
#include "pulse.h"
#include "revival.h"
#include "scripts.h"

struct view {
	const struct view_client *client;
	void *data;
	WebKitWebView *web_view;
	struct wpe_view_backend_exportable_fdo *exportable;
	struct wpe_view_backend *backend;
	struct wpe_fdo_shm_exported_buffer *frame; // waits for view_frame_end
	int width, height;
	enum { LOAD_WELL, LOAD_REFUSED, LOAD_UNAVAILABLE } verdict; // on a load that is being ended
	bool has_failed;                                            // and WebKit is going to call it finished
	struct navigation navigation;
	struct revival revival;
	struct pulse pulse;
};

/* ---- frames ---- */

static void on_export(void *data, struct wpe_fdo_shm_exported_buffer *buffer) {
	struct view *view = data;
	if (!view->client) { // at our end
		wpe_view_backend_exportable_fdo_dispatch_release_shm_exported_buffer(view->exportable, buffer);
		return;
	}
	if (view->frame)
		wpe_view_backend_exportable_fdo_dispatch_release_shm_exported_buffer(view->exportable, view->frame);
	view->frame = buffer;
	view->client->on_frame(view->data);
}

static const struct wpe_view_backend_exportable_fdo_client exportable_client = {.export_shm_buffer = on_export};

bool view_frame_begin(struct view *view, struct view_frame *frame) {
	if (!view->frame)
		return false;
	struct wl_shm_buffer *buffer = wpe_fdo_shm_exported_buffer_get_shm_buffer(view->frame);
	wl_shm_buffer_begin_access(buffer);
	frame->pixels = wl_shm_buffer_get_data(buffer);
	frame->width = wl_shm_buffer_get_width(buffer);
	frame->height = wl_shm_buffer_get_height(buffer);
	frame->stride = wl_shm_buffer_get_stride(buffer);
	return true;
}

void view_frame_end(struct view *view) {
	wl_shm_buffer_end_access(wpe_fdo_shm_exported_buffer_get_shm_buffer(view->frame));
	wpe_view_backend_exportable_fdo_dispatch_release_shm_exported_buffer(view->exportable, view->frame);
	view->frame = NULL;
}

void view_frame_next(struct view *view) {
	wpe_view_backend_exportable_fdo_dispatch_frame_complete(view->exportable);
}

/* ---- what the page and its process do ---- */

static void on_script_message(WebKitUserContentManager *manager, JSCValue *value, gpointer data) {
	struct view *view = data;
	char *json = jsc_value_is_string(value) ? jsc_value_to_string(value) : jsc_value_to_json(value, 0);
	if (json)
		view->client->on_message(view->data, json);
	g_free(json);
}

static void on_load_changed(WebKitWebView *web_view, WebKitLoadEvent event, gpointer data) {
	struct view *view = data;
	bool has_failed = view->has_failed;
	view->has_failed = false;
	if (event == WEBKIT_LOAD_STARTED)
		view->verdict = LOAD_WELL;
	if (event == WEBKIT_LOAD_COMMITTED)
		revival_committed(&view->revival);
	else if (event != WEBKIT_LOAD_FINISHED)
		navigation_check_main(&view->navigation);
	else if (!has_failed && revival_loaded(&view->revival)) {
		pulse_start(&view->pulse);
		view->client->on_web_process(view->data, "loaded");
	}
}

static void on_refused(void *data) {
	struct view *view = data;
	view->verdict = LOAD_REFUSED;
	if (view->client->on_refused)
		view->client->on_refused(view->data);
}

static void on_unavailable(void *data) {
	((struct view *)data)->verdict = LOAD_UNAVAILABLE;
}

static const struct navigation_client navigation_client = {on_refused, on_unavailable};

/* A load that was replaced by a newer one, or refused, is no failure of the page that stands there. */
static bool view_is_well(const struct view *view, const char *uri, const GError *error) {
	bool is_ended = g_error_matches(error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) ||
		g_error_matches(error, WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE);
	if (view->verdict == LOAD_REFUSED)
		return view->revival.shown == REVIVAL_PAGE;
	return is_ended && view->verdict != LOAD_UNAVAILABLE;
}

static gboolean on_load_failed(WebKitWebView *web_view, WebKitLoadEvent event, const char *uri, GError *error, gpointer data) {
	struct view *view = data;
	if (view->verdict == LOAD_WELL)
		navigation_check(&view->navigation, uri); // it failed before it was known to be on its way
	bool is_well = view_is_well(view, uri, error);
	view->verdict = LOAD_WELL;
	view->has_failed = true;
	if (is_well)
		return TRUE;
	fprintf(stderr, "host: the page cannot be loaded: %s\n", error->message);
	revival_failed(&view->revival);
	return TRUE;
}

static void on_terminated(WebKitWebView *web_view, WebKitWebProcessTerminationReason reason, gpointer data) {
	struct view *view = data;
	fprintf(stderr, "host: the web process died (reason %d)\n", (int)reason);
	pulse_stop(&view->pulse);
	view->client->on_web_process(view->data, "crashed");
	revival_crashed(&view->revival);
}

static void on_pulse(void *data, bool is_responsive) {
	struct view *view = data;
	revival_responsive(&view->revival, is_responsive);
	view->client->on_web_process(view->data, is_responsive ? "responsive" : "unresponsive");
}

/* ---- making one ---- */

/* Pixels must never move without the page's own thread: masks of a frame are reported before it is shown (design, Rights). */
static void view_stop_async_scrolling(WebKitSettings *settings) {
	static const char *const features[] = {"ThreadedScrolling", "AsyncFrameScrolling", "AsyncOverflowScrolling"};
	WebKitFeatureList *all = webkit_settings_get_all_features();
	for (gsize i = 0; i < webkit_feature_list_get_length(all); i++) {
		WebKitFeature *feature = webkit_feature_list_get(all, i);
		for (gsize k = 0; k < G_N_ELEMENTS(features); k++)
			if (g_str_equal(webkit_feature_get_identifier(feature), features[k]))
				webkit_settings_set_feature_enabled(settings, feature, FALSE);
	}
	webkit_feature_list_unref(all);
}

static WebKitSettings *view_settings(void) {
	WebKitSettings *settings = webkit_settings_new();
	webkit_settings_set_enable_page_cache(settings, FALSE); // one customer must not go back to the other's page
	webkit_settings_set_enable_developer_extras(settings, FALSE);
	view_stop_async_scrolling(settings);
	return settings;
}

static bool view_initialize_wpe(void) {
	static bool is_initialized;
	if (is_initialized)
		return true;
	is_initialized = wpe_loader_init("libWPEBackend-fdo-1.0.so.1") && wpe_fdo_initialize_shm();
	if (!is_initialized)
		fprintf(stderr, "host: WPE needs libWPEBackend-fdo-1.0.so.1 with shared memory\n");
	return is_initialized;
}

static WebKitUserContentManager *view_new_content(struct view *view, const char *world) {
	WebKitUserContentManager *content = webkit_user_content_manager_new();
	g_signal_connect(content, "script-message-received::host", G_CALLBACK(on_script_message), view);
	webkit_user_content_manager_register_script_message_handler(content, "host", world);
	return content;
}

/* The web view's last breath, which may come after view_destroy: what it was asked before has to be answered first. */
static void on_backend_done(gpointer data) {
	struct view *view = data;
	wpe_view_backend_exportable_fdo_destroy(view->exportable);
	free(view);
}

static void view_new_web_view(struct view *view, const struct view_config *config) {
	// The web view owns the backend and ends it as told here; untold it would end the inner one by itself, leaving us to do it twice.
	WebKitWebViewBackend *backend = webkit_web_view_backend_new(view->backend, on_backend_done, view);
	WebKitUserContentManager *content = view_new_content(view, config->message_world);
	WebKitSettings *settings = view_settings();
	// Nothing of one customer stays for the next, not even over a restart.
	WebKitNetworkSession *session = webkit_network_session_new_ephemeral();
	view->web_view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "backend", backend, "settings", settings,
		"user-content-manager", content, "network-session", session, NULL);
	g_object_unref(content);
	g_object_unref(settings);
	g_object_unref(session);
	if (config->is_transparent) {
		WebKitColor clear = {0, 0, 0, 0};
		webkit_web_view_set_background_color(view->web_view, &clear);
	}
	g_signal_connect(view->web_view, "load-changed", G_CALLBACK(on_load_changed), view);
	g_signal_connect(view->web_view, "load-failed", G_CALLBACK(on_load_failed), view);
	g_signal_connect(view->web_view, "web-process-terminated", G_CALLBACK(on_terminated), view);
}

struct view *view_create(const struct view_config *config, const struct view_client *client, void *data) {
	if (!config->is_sandboxed)
		g_setenv("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1", TRUE);
	if (!view_initialize_wpe())
		return NULL;
	struct view *view = calloc(1, sizeof *view);
	if (!view)
		return NULL;
	view->client = client;
	view->data = data;
	view->width = config->width;
	view->height = config->height;
	view->exportable = wpe_view_backend_exportable_fdo_create(&exportable_client, view, (uint32_t)config->width, (uint32_t)config->height);
	view->backend = wpe_view_backend_exportable_fdo_get_view_backend(view->exportable);
	view_new_web_view(view, config);
	navigation_init(&view->navigation, view->web_view, config->is_open, &navigation_client, view);
	for (char **origin = config->origins; origin && *origin; origin++)
		navigation_allow(&view->navigation, *origin);
	pulse_init(&view->pulse, view->web_view, on_pulse, view);
	revival_init(&view->revival, view->web_view, config->starting_html, config->unreachable_html, config->longest_retry_ms, config->hung_ms);
	wpe_view_backend_add_activity_state(view->backend, wpe_view_activity_state_visible | wpe_view_activity_state_in_window);
	return view;
}

void view_destroy(struct view *view) {
	if (!view)
		return;
	revival_destroy(&view->revival);
	pulse_stop(&view->pulse);
	navigation_destroy(&view->navigation);
	g_signal_handlers_disconnect_by_data(view->web_view, view);
	g_signal_handlers_disconnect_by_data(view_content(view), view);
	if (view->frame)
		wpe_view_backend_exportable_fdo_dispatch_release_shm_exported_buffer(view->exportable, view->frame);
	view->frame = NULL;
	view->client = NULL;
	webkit_web_view_terminate_web_process(view->web_view); // else WebKit keeps it for a while, for a page of the same site
	g_object_unref(view->web_view); // and the rest with it
}

void view_allow_origin(struct view *view, const char *uri) {
	navigation_allow(&view->navigation, uri);
}

void view_load(struct view *view, const char *uri) {
	revival_load(&view->revival, uri);
}

void view_reload(struct view *view) {
	revival_reload(&view->revival);
}

void view_set_html(struct view *view, const char *starting_html, const char *unreachable_html) {
	revival_set_html(&view->revival, starting_html, unreachable_html);
}

void view_show_notice(struct view *view, const char *text, int for_ms) {
	scripts_show_notice(view->web_view, text, for_ms);
}

void view_show_keyboard(struct view *view, const char *field, bool is_touched, const char *language) {
	scripts_show_keyboard(view->web_view, field, is_touched, language);
}

WebKitUserContentManager *view_content(struct view *view) {
	return webkit_web_view_get_user_content_manager(view->web_view);
}

struct wpe_view_backend *view_backend(struct view *view) {
	return view->backend;
}

void view_resize(struct view *view, int width, int height) {
	if (width == view->width && height == view->height)
		return;
	view->width = width;
	view->height = height;
	wpe_view_backend_dispatch_set_size(view->backend, (uint32_t)width, (uint32_t)height);
}
