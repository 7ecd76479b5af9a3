#include "shell.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "notify.h"
#include "pages.h"
#include "scripts.h"

/* Size of the page until the output is known. */
#define FIRST_WIDTH 1280
#define FIRST_HEIGHT 480
/* Somebody waits for help. */
#define HUNG_MS 6000
/* Until the page has painted: opaque and light, 0xAARRGGBB. */
#define BACKGROUND 0xfff4f6f8u
/* The page is the daemon's, which is soon back. */
#define LONGEST_RETRY_MS 2000

static const char *const mode_names[] = {[PANEL_HIDDEN] = "hidden", [PANEL_PANEL] = "panel", [PANEL_BOX] = "box"};

/* ---- to the daemon ---- */

static bool on_send_rects(void *data, unsigned serial, const struct box *list, int count) {
	struct shell *shell = data;
	cJSON *message = link_message("host/rects");
	cJSON_AddNumberToObject(message, "serial", serial);
	cJSON *rects = cJSON_AddArrayToObject(message, "rects");
	for (int i = 0; i < count; i++) {
		cJSON *rect = cJSON_CreateObject();
		cJSON_AddNumberToObject(rect, "x", list[i].x);
		cJSON_AddNumberToObject(rect, "y", list[i].y);
		cJSON_AddNumberToObject(rect, "width", list[i].width);
		cJSON_AddNumberToObject(rect, "height", list[i].height);
		cJSON_AddItemToArray(rects, rect);
	}
	return daemon_link_send(&shell->daemon, message);
}

static void on_shown(void *data) {
	struct shell *shell = data;
	struct box face = panel_face_rect(&shell->panel);
	cJSON *message = link_message("host/shown");
	cJSON_AddStringToObject(message, "mode", mode_names[shell->panel.shown.mode]);
	cJSON_AddNumberToObject(message, "faceWidth", face.width);
	cJSON_AddNumberToObject(message, "faceHeight", face.height);
	if (shell->panel.shown.mode != PANEL_HIDDEN) {
		cJSON_AddNumberToObject(message, "x", shell->panel.shown.rect.x);
		cJSON_AddNumberToObject(message, "y", shell->panel.shown.rect.y);
	}
	daemon_link_send(&shell->daemon, message);
}

static void on_painted(void *data, double at_ms, unsigned question) {
	cJSON *message = daemon_link_at("host/painted", at_ms);
	if (question != 0)
		cJSON_AddNumberToObject(message, "question", question);
	daemon_link_send(&((struct shell *)data)->daemon, message);
}

static void on_face_painted(void *data, double at_ms) {
	daemon_link_send(&((struct shell *)data)->daemon, daemon_link_at("host/face-painted", at_ms));
}

static void on_focus(void *data, bool has_focus) {
	struct shell *shell = data;
	cJSON *message = link_message("host/focus");
	cJSON_AddBoolToObject(message, "shell", has_focus);
	daemon_link_send(&shell->daemon, message);
}

static void on_not_wiped(void *data) {
	fprintf(stderr, "host: the page did not wipe itself within %d ms; it is loaded anew\n", PANEL_NEUTRAL_MS);
	view_reload(((struct shell *)data)->view);
}

static const struct panel_client panel_client = {
	.send_rects = on_send_rects,
	.on_shown = on_shown,
	.on_painted = on_painted,
	.on_face_painted = on_face_painted,
	.on_focus = on_focus,
	.on_not_wiped = on_not_wiped,
};

/* ---- from the edge, the page and the compositor ---- */

static void on_swipe(void *data) {
	struct shell *shell = data;
	cJSON *message = daemon_link_at("host/gesture", link_now_ms());
	cJSON_AddStringToObject(message, "kind", "swipe");
	panel_open(&shell->panel);
	daemon_link_send(&shell->daemon, message);
}

static void on_frame(void *data) {
	pane_take_frame(&((struct shell *)data)->pane);
}

static void on_page_message(void *data, const char *json) {
	struct page_message message;
	if (page_message_parse(json, &message) == 0)
		panel_page_message(&((struct shell *)data)->panel, &message);
	else
		fprintf(stderr, "host: the page sent a message that is none of face-rect, drag, shrink, grow, box-size, box-extra, painted\n");
}

static void on_web_process(void *data, const char *state) {
	fprintf(stderr, "host: web process %s\n", state);
	daemon_link_send(&((struct shell *)data)->daemon, daemon_link_state("host/web-process", state));
}

static const struct view_client view_client = {on_frame, on_page_message, on_web_process, NULL};

static void on_page_painted(void *data) {
	panel_page_painted(&((struct shell *)data)->panel);
}

static void on_page_presented(void *data, double at_ms, unsigned mark) {
	panel_page_presented(&((struct shell *)data)->panel, at_ms, mark);
}

static void on_edge_ready(void *data) {
	notify_send("READY=1");
}

static void shell_make_edge(struct shell *shell) {
	if (shell->edge.layer)
		edge_destroy(&shell->edge);
	if (edge_init(&shell->edge, &shell->wayland, on_swipe, on_edge_ready, shell) < 0)
		fprintf(stderr, "host: no memory for the edge strip\n");
}

static void on_output(void *data) {
	struct shell *shell = data;
	if (!shell->panel.client)
		return; // shell_init does it when everything is there
	panel_set_output(&shell->panel);
	shell_make_edge(shell); // as wide as the output
}

/* ---- from the daemon ---- */

static void shell_welcome(struct shell *shell, const cJSON *message) {
	const char *url = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, "url"));
	const char *token = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, "token"));
	double version = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(message, "version"));
	if (!url || !token || !(version == DAEMON_LINK_VERSION)) {
		fprintf(stderr, "host: the daemon's welcome must have url, token and version %d\n", DAEMON_LINK_VERSION);
		return;
	}
	if (shell->token && strcmp(token, shell->token) == 0)
		return; // the page lives and knows it
	g_free(shell->token);
	shell->token = g_strdup(token);
	view_allow_origin(shell->view, url);
	scripts_set_token(view_content(shell->view), url, token, DAEMON_LINK_VERSION);
	view_load(shell->view, url);
}

static void shell_set_surface(struct shell *shell, const cJSON *message) {
	const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, "mode"));
	for (int mode = 0; name && mode < (int)G_N_ELEMENTS(mode_names); mode++)
		if (strcmp(name, mode_names[mode]) == 0)
			panel_set_mode_wiped(&shell->panel, (enum panel_mode)mode);
}

static void shell_avoid(struct shell *shell, const cJSON *message) {
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(message, "x"), *y = cJSON_GetObjectItemCaseSensitive(message, "y");
	if (cJSON_IsNumber(x) && cJSON_IsNumber(y))
		panel_avoid(&shell->panel, x->valuedouble, y->valuedouble);
}

static void shell_rects_applied(struct shell *shell, const cJSON *message) {
	const cJSON *serial = cJSON_GetObjectItemCaseSensitive(message, "serial");
	if (cJSON_IsNumber(serial) && serial->valuedouble >= 0 && serial->valuedouble <= 1e9)
		rects_applied(&shell->panel.rects, (unsigned)serial->valuedouble);
}

static void shell_face(struct shell *shell, const cJSON *message) {
	panel_want_face(&shell->panel, cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(message, "shown")));
}

static void shell_pointer(struct shell *shell, const cJSON *message) {
	seat_show_pointer(&shell->wayland.seat, cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(message, "shown")));
}

static const struct {
	const char *type;
	void (*handle)(struct shell *shell, const cJSON *message);
} handlers[] = {
	{"host/welcome", shell_welcome},
	{"host/surface", shell_set_surface},
	{"host/rects-applied", shell_rects_applied},
	{"host/face", shell_face},
	{"host/avoid", shell_avoid},
	{"host/pointer", shell_pointer},
};

static void on_daemon_message(void *data, const char *type, const cJSON *message) {
	for (size_t i = 0; i < G_N_ELEMENTS(handlers); i++)
		if (strcmp(type, handlers[i].type) == 0)
			handlers[i].handle(data, message);
}

static void on_daemon_connected(void *data) {
	struct shell *shell = data;
	rects_repeat(&shell->panel.rects);
	on_shown(shell);
	on_focus(shell, shell->wayland.seat.keyboard_surface != NULL);
}

static const struct daemon_link_client daemon_client = {on_daemon_connected, on_daemon_message};

/* ---- beginning and end ---- */

static int shell_fail(const char *what, int rc) {
	fprintf(stderr, "host: %s: %s\n", what, strerror(-rc));
	return rc;
}

static int shell_init_view(struct shell *shell) {
	struct view_config config = {
		.width = shell->pane.picture.width,
		.height = shell->pane.picture.height,
		.is_transparent = true,
		.is_sandboxed = shell->args->is_sandboxed,
		.hung_ms = HUNG_MS,
		.starting_html = pages_starting,
		.unreachable_html = pages_starting,
		.longest_retry_ms = LONGEST_RETRY_MS,
	};
	shell->view = view_create(&config, &view_client, shell);
	shell->pane.view = shell->view;
	return shell->view ? 0 : -EIO;
}

int shell_init(struct shell *shell, const struct args *args) {
	*shell = (struct shell){.args = args};
	int rc = wayland_init(&shell->wayland, on_output, shell);
	if (rc < 0)
		return shell_fail("no compositor at WAYLAND_DISPLAY, or not the right one", rc);
	g_unsetenv("WAYLAND_DISPLAY"); // web processes have no business there
	rc = security_context_init(&shell->security_context, &shell->wayland, args->app_socket, args->app_gid);
	if (rc < 0)
		return shell_fail("the app's socket cannot be made (is the shell's user in the app's group?)", rc);
	pane_init(&shell->pane, &shell->wayland, false, BACKGROUND);
	shell->pane.on_painted = on_page_painted;
	shell->pane.on_presented = on_page_presented;
	shell->pane.data = shell;
	rc = picture_resize(&shell->pane.picture, FIRST_WIDTH, FIRST_HEIGHT);
	if (rc < 0 || (rc = shell_init_view(shell)) < 0)
		return shell_fail("the panel's page cannot be made", rc);
	rc = panel_init(&shell->panel, &shell->wayland, &shell->pane, args->face, &panel_client, shell);
	if (rc < 0)
		return shell_fail("the compositor must have zwlr_layer_shell_v1 and wl_subcompositor", rc);
	rc = daemon_link_init(&shell->daemon, args->daemon, "host/hello", &daemon_client, shell);
	if (rc < 0)
		return shell_fail("--daemon", rc);
	if (shell->wayland.output_width)
		panel_set_output(&shell->panel);
	shell_make_edge(shell);
	return 0;
}

void shell_destroy(struct shell *shell) {
	if (shell->edge.layer)
		edge_destroy(&shell->edge);
	if (shell->daemon.link)
		daemon_link_destroy(&shell->daemon);
	if (shell->panel.client)
		panel_destroy(&shell->panel);
	if (shell->pane.view)
		pane_destroy(&shell->pane);
	view_destroy(shell->view);
	security_context_destroy(&shell->security_context);
	wayland_destroy(&shell->wayland);
	g_clear_pointer(&shell->token, g_free);
}
