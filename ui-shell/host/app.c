#include "app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wpe/wpe.h>

#include "notify.h"
#include "pages.h"
#include "scripts.h"

#define FIRST_WIDTH 1280
#define FIRST_HEIGHT 800
#define BACKGROUND 0xffffffffu
/* A server that is away for long is asked this often. */
#define LONGEST_RETRY_MS 30000
#define REFUSED_FOR_MS 5000

static void app_report(struct app *app) {
	cJSON *message = link_message("app/context");
	cJSON_AddStringToObject(message, "app", app->label);
	cJSON_AddStringToObject(message, "page", app->page);
	daemon_link_send(&app->daemon, message);
}

static void app_take_labels(struct app *app, const struct page_message *message) {
	if (!app->args->label)
		strcpy(app->label, message->app);
	strcpy(app->page, message->page);
	app_report(app);
}

static const char *const field_names[] = {
	[PAGE_FIELD_NONE] = "none", [PAGE_FIELD_TEXT] = "text", [PAGE_FIELD_NUMBER] = "number", [PAGE_FIELD_PRIVATE] = "private"};

static void on_page_message(void *data, const char *json) {
	struct app *app = data;
	struct page_message message;
	if (page_message_parse(json, &message) < 0)
		return;
	if (message.type == PAGE_FIELD)
		view_show_keyboard(app->view, field_names[message.field], message.is_touched, app->words->language);
	if (message.type == PAGE_KEY)
		view_input_symbol(&app->toplevel.view_input, (uint32_t)link_now_ms(), message.keysym);
	if (message.type == PAGE_LABELS)
		app_take_labels(app, &message);
}

static void on_frame(void *data) {
	pane_take_frame(&((struct app *)data)->pane);
}

static void on_web_process(void *data, const char *state) {
	fprintf(stderr, "host: web process %s\n", state);
	daemon_link_send(&((struct app *)data)->daemon, daemon_link_state("app/web-process", state));
}

static void on_refused(void *data) {
	struct app *app = data;
	view_show_notice(app->view, app->words->refused, REFUSED_FOR_MS);
}

static const struct view_client view_client = {on_frame, on_page_message, on_web_process, on_refused};

/* Our own pages in the kiosk's language. */
struct app_pages {
	char *starting, *unreachable;
};

static struct app_pages app_pages_new(const struct app *app) {
	const struct words *words = app->words;
	const char *fault = app->settings.fault;
	return (struct app_pages){
		.starting = fault ? pages_app_unusable(words, fault) : pages_app_starting(words),
		.unreachable = pages_app_unreachable(words),
	};
}

static void app_pages_free(struct app_pages *pages) {
	g_free(pages->starting);
	g_free(pages->unreachable);
}

static void on_page_painted(void *data) {
	toplevel_page_painted(&((struct app *)data)->toplevel);
}

static void on_output(void *data) {}

static void on_toplevel_ready(void *data) {
	notify_send("READY=1");
}

/* Clears the clipboard, which is the process's own. */
static void app_forget_copied(void) {
	struct wpe_pasteboard_string_map nothing = {0};
	wpe_pasteboard_write(wpe_pasteboard_get_singleton(), &nothing);
}

static int app_init_view(struct app *app);

/* For the next person: a new view has a session, storage and history of its own, and the old one takes everything with it. */
static void app_reset(struct app *app) {
	struct view *before = app->view;
	fprintf(stderr, "host: the app begins anew\n");
	if (app_init_view(app) < 0) {
		fprintf(stderr, "host: the page cannot be made anew\n");
		exit(EXIT_FAILURE); // nothing stays with that either
	}
	view_destroy(before);
	app_forget_copied();
	toplevel_view_changed(&app->toplevel);
}

static void app_set_words(struct app *app, const char *locale) {
	const struct words *words = words_for(locale ? locale : "");
	if (words == app->words)
		return;
	app->words = words;
	struct app_pages pages = app_pages_new(app);
	view_set_html(app->view, pages.starting, pages.unreachable);
	app_pages_free(&pages);
}

static void on_daemon_message(void *data, const char *type, const cJSON *message) {
	struct app *app = data;
	bool is_shown = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(message, "shown"));
	if (strcmp(type, "app/welcome") == 0)
		app_set_words(app, cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, "locale")));
	else if (strcmp(type, "app/pointer") == 0)
		seat_show_pointer(&app->wayland.seat, is_shown);
	else if (strcmp(type, "app/leaving") == 0)
		view_show_notice(app->view, is_shown ? app->words->leaving : NULL, 0);
	else if (strcmp(type, "app/reset") == 0)
		app_reset(app);
}

static void on_daemon_connected(void *data) {
	app_report(data);
}

static const struct daemon_link_client daemon_client = {on_daemon_connected, on_daemon_message};

static int app_fail(const char *what, int rc) {
	fprintf(stderr, "host: %s: %s\n", what, strerror(-rc));
	return rc;
}

/* Makes the page, and hands it to the pane. */
static int app_init_view(struct app *app) {
	const struct args *args = app->args;
	struct app_pages pages = app_pages_new(app);
	struct view_config config = {
		.width = app->pane.picture.width,
		.height = app->pane.picture.height,
		.is_sandboxed = args->is_sandboxed,
		.hung_ms = args->hung_s * 1000,
		.origins = app->settings.origins,
		.is_open = true,
		.message_world = SCRIPTS_APP_WORLD,
		.starting_html = pages.starting,
		.unreachable_html = pages.unreachable,
		.longest_retry_ms = LONGEST_RETRY_MS,
	};
	struct view *view = view_create(&config, &view_client, app);
	app_pages_free(&pages);
	if (!view)
		return -EIO;
	app->view = view;
	pane_set_view(&app->pane, view);
	scripts_watch_labels(view_content(view));
	if (args->has_keyboard)
		scripts_add_keyboard(view_content(view));
	if (!app->settings.fault)
		view_load(view, args->url);
	return 0;
}

int app_init(struct app *app, const struct args *args) {
	*app = (struct app){.args = args, .words = words_for("")};
	app_settings_init(&app->settings, args->url, args->origins);
	if (app->settings.fault)
		fprintf(stderr, "host: %s\n", app->settings.fault);
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
	app_settings_destroy(&app->settings);
	wayland_destroy(&app->wayland);
}
