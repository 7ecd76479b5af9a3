#include "app.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "notify.h"
#include "pages.h"
#include "scripts.h"

#define FIRST_WIDTH 1280
#define FIRST_HEIGHT 800
#define BACKGROUND 0xffffffffu

static void app_report(struct app *app) {
	cJSON *message = link_message("app/context");
	cJSON_AddStringToObject(message, "app", app->label);
	cJSON_AddStringToObject(message, "page", app->page);
	daemon_link_send(&app->daemon, message);
}

static void on_page_message(void *data, const char *json) {
	struct app *app = data;
	struct page_message message;
	if (page_message_parse(json, &message) < 0 || message.type != PAGE_LABELS)
		return;
	if (!app->args->label)
		strcpy(app->label, message.app);
	strcpy(app->page, message.page);
	app_report(app);
}

static void on_frame(void *data) {
	pane_take_frame(&((struct app *)data)->pane);
}

static void on_web_process(void *data, const char *state) {
	fprintf(stderr, "host: web process %s\n", state);
	daemon_link_send(&((struct app *)data)->daemon, daemon_link_state("app/web-process", state));
}

static const struct view_client view_client = {on_frame, on_page_message, on_web_process};

static void on_page_painted(void *data) {
	toplevel_page_painted(&((struct app *)data)->toplevel);
}

static void on_output(void *data) {}

static void on_toplevel_ready(void *data) {
	notify_send("READY=1");
}

static void on_daemon_message(void *data, const char *type, const cJSON *message) {
	if (strcmp(type, "app/pointer") == 0)
		seat_show_pointer(&((struct app *)data)->wayland.seat, cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(message, "shown")));
}

static void on_daemon_connected(void *data) {
	app_report(data);
}

static const struct daemon_link_client daemon_client = {on_daemon_connected, on_daemon_message};

static int app_fail(const char *what, int rc) {
	fprintf(stderr, "host: %s: %s\n", what, strerror(-rc));
	return rc;
}

static int app_init_view(struct app *app) {
	const struct args *args = app->args;
	struct view_config config = {
		.width = app->pane.picture.width,
		.height = app->pane.picture.height,
		.is_sandboxed = args->is_sandboxed,
		.hung_ms = args->hung_s * 1000,
		.origins = args->origins,
		.origin_count = args->origin_count,
		.message_world = SCRIPTS_APP_WORLD,
		.fallback_html = pages_unreachable,
	};
	app->view = view_create(&config, &view_client, app);
	app->pane.view = app->view;
	if (!app->view)
		return -EIO;
	view_allow_origin(app->view, args->url);
	scripts_watch_labels(view_content(app->view));
	view_load(app->view, args->url);
	return 0;
}

int app_init(struct app *app, const struct args *args) {
	*app = (struct app){.args = args};
	if (args->label)
		page_label_clean(args->label, app->label);
	int rc = wayland_init(&app->wayland, on_output, app);
	if (rc < 0)
		return app_fail("no compositor at WAYLAND_DISPLAY, or not the right one", rc);
	g_unsetenv("WAYLAND_DISPLAY"); // web processes have no business there
	pane_init(&app->pane, &app->wayland, true, BACKGROUND);
	app->pane.on_painted = on_page_painted;
	app->pane.data = app;
	rc = picture_resize(&app->pane.picture, FIRST_WIDTH, FIRST_HEIGHT);
	if (rc < 0 || (rc = app_init_view(app)) < 0)
		return app_fail("the page cannot be made", rc);
	rc = toplevel_init(&app->toplevel, &app->wayland, &app->pane, args->label ? args->label : "Kiosk", on_toplevel_ready, app);
	if (rc < 0)
		return app_fail("the compositor must have xdg_wm_base", rc);
	rc = daemon_link_init(&app->daemon, args->daemon, "app/hello", &daemon_client, app);
	return rc < 0 ? app_fail("--daemon", rc) : 0;
}

void app_destroy(struct app *app) {
	if (app->daemon.link)
		daemon_link_destroy(&app->daemon);
	toplevel_destroy(&app->toplevel);
	if (app->pane.view)
		pane_destroy(&app->pane);
	view_destroy(app->view);
	wayland_destroy(&app->wayland);
}
