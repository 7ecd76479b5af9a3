/* What the customer sees of help: nothing, the panel over the app, or the small box. Decides where it lies, asks for its place to be
 * blanked first, then puts it on the glass. */
#ifndef ALONGSIDE_PANEL_H
#define ALONGSIDE_PANEL_H

#include "call-box.h"
#include "face.h"
#include "grip.h"
#include "layer.h"
#include "page-message.h"
#include "pane.h"
#include "rects.h"
#include "swipe.h"
#include "view-input.h"

/* The panel's share of the output's height, in percent. */
#define PANEL_HEIGHT_PERCENT 60
/* The bottom of the panel belongs to the handle: a swipe up from it closes. The page draws it and puts nothing else there. */
#define PANEL_HANDLE_PX 32
/* A page that does not paint its new size in time must not keep the panel from the customer. */
#define PANEL_PAINT_MS 150
/* Until the compositor has certainly taken a surface away its place stays blanked. */
#define PANEL_SETTLE_MS 60
/* The daemon hides the panel only when the page shows nothing of the customer any more, or after so long. */
#define PANEL_NEUTRAL_MS 300
/* The box gives way to a finger at most this often. */
#define PANEL_AVOID_MS 400

enum panel_mode { PANEL_HIDDEN, PANEL_PANEL, PANEL_BOX };

struct panel_client {
	bool (*send_rects)(void *data, unsigned serial, const struct box *list, int count);
	/* Mode, place or the face's size changed. */
	void (*on_shown)(void *data);
	/* After panel_open; with `question` not 0: the question of this number is on the panel. */
	void (*on_painted)(void *data, double at_ms, unsigned question);
	void (*on_face_painted)(void *data, double at_ms);
	/* Keyboard focus came to the panel or left it. */
	void (*on_focus)(void *data, bool has_focus);
	/* The page did not wipe itself in time: it is to be loaded anew. */
	void (*on_not_wiped)(void *data);
};

struct placement {
	enum panel_mode mode;
	struct box rect;
};

struct panel {
	struct wayland *wayland;
	struct pane *pane;
	const struct panel_client *client;
	void *data;
	enum panel_mode mode;        // wanted
	enum panel_mode mode_before; // where closing by the handle leads
	struct placement shown;      // on the glass
	struct placement going;      // on its way there
	enum { PANEL_STEADY, PANEL_ANNOUNCING, PANEL_WAITING_FOR_PAGE, PANEL_CONFIGURING } step;
	struct layer *layer, *next;
	struct rects rects;
	struct face face;
	struct box face_rect, drag_rect; // as the page said, in the page
	struct call_box box;
	struct grip grip;
	struct box grip_start; // the box when the drag began
	struct {
		int x, y;
	} origins[INPUT_MAX_FINGERS]; // where the surface was when each finger came down
	struct swipe handle;
	struct view_input view_input;
	struct input_target target;
	struct input_event last_down; // of the page
	double avoided_ms;
	unsigned question; // on the page's last frame, 0: none
	bool is_personal;  // that frame has something of a customer's contact
	guint paint_timer, settle_timer, neutral_timer;
};

int panel_init(struct panel *panel, struct wayland *wayland, struct pane *pane, const char *face_path, const struct panel_client *client, void *data);
void panel_destroy(struct panel *panel);
/* The output's size is known or has changed. */
void panel_set_output(struct panel *panel);
void panel_set_mode(struct panel *panel, enum panel_mode mode);
/* As panel_set_mode, but what is hidden is wiped first: the next customer sees nothing of this one. */
void panel_set_mode_wiped(struct panel *panel, enum panel_mode mode);
/* A gesture asked for the panel: on_painted follows. */
void panel_open(struct panel *panel);
void panel_page_message(struct panel *panel, const struct page_message *message);
void panel_avoid(struct panel *panel, double x, double y);
void panel_want_face(struct panel *panel, bool is_wanted);
/* The size that a face would have just now; 0 × 0 when it has no place. */
struct box panel_face_rect(const struct panel *panel);
/* The pane's on_painted. */
void panel_page_painted(struct panel *panel);
/* The pane's on_presented. */
void panel_page_presented(struct panel *panel, double at_ms, unsigned mark);

/* In panel-input.c. */
extern const struct input_impl panel_input;
void panel_take_finger(struct panel *panel);

/* For panel-input.c: the box lies elsewhere now, or is of another size. */
void panel_pursue(struct panel *panel);
void panel_close_by_hand(struct panel *panel);

#endif
