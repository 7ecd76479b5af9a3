/* A web page, painted by WPE into memory. Knows nothing of surfaces. */
#ifndef ALONGSIDE_VIEW_H
#define ALONGSIDE_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <wpe/webkit.h>

#include "input.h"

struct view_frame {
	const uint8_t *pixels;
	int width, height, stride;
};

struct view_client {
	/* A frame waits: look with view_frame_begin, let go with view_frame_end, then ask for the next with view_frame_next. */
	void (*on_frame)(void *data);
	/* JSON text of a script message. */
	void (*on_message)(void *data, const char *json);
	/* "loaded", "crashed", "unresponsive", "responsive", as on the wire. */
	void (*on_web_process)(void *data, const char *state);
	/* The page stays: it wanted what is not allowed. NULL: nobody wants to know. */
	void (*on_refused)(void *data);
};

struct view_config {
	int width, height;
	bool is_transparent;
	bool is_sandboxed;
	/* Where navigation may lead, such as "http://127.0.0.1:4000". Everything else is refused. */
	char **origins; // NULL for none, else ends with NULL
	/* See struct navigation. */
	bool is_open;
	/* JavaScript world that messages come from; NULL: the page's own. */
	const char *message_world;
	/* End a web process this long after it was called unresponsive, so that a new one comes; 0: never. A slow machine is no dead one. */
	int hung_ms;
	/* Shown before there is a page, and while it cannot be reached. */
	const char *starting_html, *unreachable_html;
	/* One that cannot be reached is tried again after pauses that grow up to this. */
	int longest_retry_ms;
};

struct view;

/* Returns NULL when WPE cannot start; a line on stderr says why. */
struct view *view_create(const struct view_config *config, const struct view_client *client, void *data);
void view_destroy(struct view *view);

/* Allows one more origin (the panel's comes with the daemon's welcome). */
void view_allow_origin(struct view *view, const char *uri);
/* Loads, and loads again by itself when the page cannot be reached or its web process dies. */
void view_load(struct view *view, const char *uri);
void view_reload(struct view *view);
/* Other words for our own pages. */
void view_set_html(struct view *view, const char *starting_html, const char *unreachable_html);
/* A line of text over the page for a while; 0: until the next one. NULL takes it away. */
void view_show_notice(struct view *view, const char *text, int for_ms);
/* See scripts_show_keyboard. */
void view_show_keyboard(struct view *view, const char *field, bool is_touched, const char *language);
WebKitUserContentManager *view_content(struct view *view);
struct wpe_view_backend *view_backend(struct view *view);
void view_resize(struct view *view, int width, int height);

/* Returns false when no frame waits. */
bool view_frame_begin(struct view *view, struct view_frame *frame);
void view_frame_end(struct view *view);
/* The page may paint the next frame. */
void view_frame_next(struct view *view);

#endif
