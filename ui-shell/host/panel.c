#include "panel.h"

#include <errno.h>

#include "link.h"

/* ---- where things lie ---- */

static struct box panel_rect(const struct panel *panel, enum panel_mode mode) {
	const struct wayland *wayland = panel->wayland;
	if (mode == PANEL_BOX)
		return panel->box.rect;
	struct box rect = {0, 0, wayland->output_width, wayland->output_height * PANEL_HEIGHT_PERCENT / 100};
	return mode == PANEL_PANEL ? rect : (struct box){0};
}

static struct placement panel_wanted(const struct panel *panel) {
	return (struct placement){panel->mode, panel_rect(panel, panel->mode)};
}

static bool placement_equal(struct placement a, struct placement b) {
	return a.mode == b.mode && box_equal(a.rect, b.rect);
}

struct box panel_face_rect(const struct panel *panel) {
	if (panel->mode == PANEL_HIDDEN)
		return (struct box){0};
	struct box place = panel_rect(panel, panel->mode);
	return box_intersection(panel->face_rect, (struct box){0, 0, place.width, place.height});
}

/* The surface and the face on it, in output pixels. */
static int panel_list(const struct panel *panel, struct placement placement, struct box *list) {
	if (placement.mode == PANEL_HIDDEN)
		return 0;
	list[0] = placement.rect;
	struct box face = box_intersection(panel->face_rect, (struct box){0, 0, placement.rect.width, placement.rect.height});
	if (!panel->face.is_wanted || box_is_empty(face))
		return 1;
	list[1] = (struct box){face.x + placement.rect.x, face.y + placement.rect.y, face.width, face.height};
	return 2;
}

/* ---- blanking ---- */

static gboolean on_settled(gpointer data) {
	struct panel *panel = data;
	struct box list[2];
	panel->settle_timer = 0;
	if (panel->step == PANEL_STEADY)
		rects_state(&panel->rects, list, panel_list(panel, panel->shown, list));
	return G_SOURCE_REMOVE;
}

static void panel_settle(struct panel *panel) {
	g_clear_handle_id(&panel->settle_timer, g_source_remove);
	panel->settle_timer = g_timeout_add(PANEL_SETTLE_MS, on_settled, panel);
}

static void panel_announce(struct panel *panel) {
	struct box list[4];
	int count = panel_list(panel, panel->going, list);
	count += panel_list(panel, panel->shown, list + count);
	panel->step = PANEL_ANNOUNCING;
	rects_announce(&panel->rects, list, count);
}

/* ---- to the glass ---- */

/* The face takes its position with the next commit of the surface under it. */
static void panel_place_face(struct panel *panel) {
	face_place(&panel->face, panel->layer ? panel->layer->surface : NULL, panel_face_rect(panel));
}

static void panel_move_face(struct panel *panel) {
	panel_place_face(panel);
	if (panel->layer)
		wl_surface_commit(panel->layer->surface);
}

static void panel_arrived(struct panel *panel) {
	// Of a drag only the end is told.
	bool is_news = panel->grip.state == GRIP_DRAGGING
		? panel->shown.mode != panel->going.mode || panel->shown.rect.height != panel->going.rect.height
		: !placement_equal(panel->shown, panel->going);
	panel->shown = panel->going;
	panel->step = PANEL_STEADY;
	panel_settle(panel);
	if (is_news)
		panel->client->on_shown(panel->data);
	panel_pursue(panel);
}

/* ---- what the page shows ---- */

/* In the box a page cannot ask: what it painted there is no question yet. */
static void panel_watch_question(struct panel *panel) {
	if (panel->question != 0 && panel->shown.mode == PANEL_PANEL && panel->step == PANEL_STEADY)
		pane_watch(panel->pane, panel->question);
}

void panel_page_presented(struct panel *panel, double at_ms, unsigned mark) {
	bool is_answered = mark != 0 && mark != panel->question;
	if (panel->shown.mode == PANEL_PANEL && !is_answered)
		panel->client->on_painted(panel->data, at_ms, mark);
}

static void panel_stop_waiting(struct panel *panel) {
	g_clear_handle_id(&panel->neutral_timer, g_source_remove);
}

static void panel_page_is(struct panel *panel, const struct page_message *message) {
	panel->question = message->question;
	panel->is_personal = !message->is_neutral;
	if (panel->neutral_timer && !panel->is_personal)
		panel_set_mode(panel, PANEL_HIDDEN);
	panel_watch_question(panel);
}

static gboolean on_neutral_timeout(gpointer data) {
	struct panel *panel = data;
	panel->neutral_timer = 0;
	panel_set_mode(panel, PANEL_HIDDEN);
	pane_wipe(panel->pane);
	panel->is_personal = false;
	panel->question = 0;
	panel->client->on_not_wiped(panel->data);
	return G_SOURCE_REMOVE;
}

void panel_set_mode_wiped(struct panel *panel, enum panel_mode mode) {
	// A page of another size is painted anew in any case.
	bool needs_wiping = mode == PANEL_HIDDEN && panel->shown.mode == PANEL_PANEL && panel->is_personal;
	if (!needs_wiping)
		panel_set_mode(panel, mode);
	else if (!panel->neutral_timer)
		panel->neutral_timer = g_timeout_add(PANEL_NEUTRAL_MS, on_neutral_timeout, panel);
}

static void on_configured(void *data, int width, int height) {
	struct panel *panel = data;
	struct layer *before = panel->layer;
	panel->layer = panel->next;
	panel->next = NULL;
	panel_place_face(panel); // takes it off the surface that goes
	pane_attach(panel->pane, panel->layer->surface);
	layer_destroy(before);
	panel_arrived(panel);
	panel_watch_question(panel);
}

static void panel_configure(struct panel *panel) {
	g_clear_handle_id(&panel->paint_timer, g_source_remove);
	struct layer_config config = {
		.name = "alongside-help",
		.rect = panel->going.rect,
		.takes_keyboard = panel->going.mode == PANEL_PANEL, // the box never takes the app's keys
		.target = &panel->target,
		.on_configured = on_configured,
		.data = panel,
	};
	panel->step = PANEL_CONFIGURING;
	panel->next = layer_create(panel->wayland, &config);
	if (!panel->next)
		panel->step = PANEL_STEADY;
}

static gboolean on_paint_timeout(gpointer data) {
	struct panel *panel = data;
	panel->paint_timer = 0;
	if (panel->step == PANEL_WAITING_FOR_PAGE)
		panel_configure(panel);
	return G_SOURCE_REMOVE;
}

void panel_page_painted(struct panel *panel) {
	if (panel->step == PANEL_WAITING_FOR_PAGE)
		panel_configure(panel);
}

static void on_rects_ready(void *data) {
	struct panel *panel = data;
	if (panel->step != PANEL_ANNOUNCING)
		return;
	const struct box *from = &panel->shown.rect, *to = &panel->going.rect;
	if (panel->layer && panel->shown.mode == panel->going.mode && from->width == to->width && from->height == to->height) {
		layer_move(panel->layer, to->x, to->y);
		panel_arrived(panel);
		return;
	}
	pane_resize(panel->pane, to->width, to->height);
	if (panel->pane->picture.is_painted) {
		panel_configure(panel);
		return;
	}
	panel->step = PANEL_WAITING_FOR_PAGE;
	panel->paint_timer = g_timeout_add(PANEL_PAINT_MS, on_paint_timeout, panel);
}

static void panel_take_down(struct panel *panel) {
	rects_forget(&panel->rects);
	g_clear_handle_id(&panel->paint_timer, g_source_remove);
	face_place(&panel->face, NULL, panel->face_rect);
	pane_detach(panel->pane);
	layer_destroy(panel->next);
	layer_destroy(panel->layer);
	panel->next = panel->layer = NULL;
	grip_init(&panel->grip);
	// The page goes on in the panel's size: the next swipe finds it painted.
	struct box rest = panel_rect(panel, PANEL_PANEL);
	pane_resize(panel->pane, rest.width, rest.height);
	panel->going = (struct placement){0};
	panel_arrived(panel);
}

void panel_pursue(struct panel *panel) {
	struct placement wanted = panel_wanted(panel);
	if (panel->wayland->output_width == 0)
		return;
	if (wanted.mode == PANEL_HIDDEN) {
		if (panel->shown.mode != PANEL_HIDDEN || panel->step != PANEL_STEADY)
			panel_take_down(panel);
		return;
	}
	if (panel->step != PANEL_STEADY || placement_equal(wanted, panel->shown))
		return; // panel_arrived pursues again
	panel->going = wanted;
	panel_announce(panel);
}

/* ---- wishes ---- */

void panel_set_mode(struct panel *panel, enum panel_mode mode) {
	panel_stop_waiting(panel);
	if (mode == panel->mode)
		return;
	panel->mode_before = mode == PANEL_PANEL ? panel->mode : PANEL_HIDDEN;
	panel->mode = mode;
	swipe_cancel(&panel->handle);
	panel_pursue(panel);
}

void panel_open(struct panel *panel) {
	if (panel->shown.mode == PANEL_PANEL)
		return;
	pane_watch(panel->pane, 0);
	panel_set_mode(panel, PANEL_PANEL);
}

/* In a contact the handle leads back to the box, else to the app alone. */
void panel_close_by_hand(struct panel *panel) {
	panel_set_mode(panel, panel->mode_before);
}

void panel_set_output(struct panel *panel) {
	struct wayland *wayland = panel->wayland;
	if (panel->box.output_width == 0)
		call_box_init(&panel->box, wayland->output_width, wayland->output_height);
	else
		call_box_set_output(&panel->box, wayland->output_width, wayland->output_height);
	if (panel->mode == PANEL_HIDDEN) {
		struct box rest = panel_rect(panel, PANEL_PANEL);
		pane_resize(panel->pane, rest.width, rest.height);
	}
	panel_pursue(panel);
}

void panel_avoid(struct panel *panel, double x, double y) {
	if (panel->mode != PANEL_BOX || panel->grip.state != GRIP_IDLE || link_now_ms() - panel->avoided_ms < PANEL_AVOID_MS)
		return;
	if (!call_box_avoid(&panel->box, x, y))
		return;
	panel->avoided_ms = link_now_ms();
	panel_pursue(panel);
}

void panel_want_face(struct panel *panel, bool is_wanted) {
	face_want(&panel->face, is_wanted);
	panel_move_face(panel);
	panel_settle(panel);
}

static void panel_set_face_rect(struct panel *panel, struct box rect) {
	struct box before = panel_face_rect(panel);
	panel->face_rect = rect;
	struct box after = panel_face_rect(panel);
	if (box_equal(before, after))
		return;
	panel_move_face(panel);
	panel_settle(panel);
	if (before.width != after.width || before.height != after.height)
		panel->client->on_shown(panel->data);
}

void panel_page_message(struct panel *panel, const struct page_message *message) {
	switch (message->type) {
	case PAGE_FACE_RECT: panel_set_face_rect(panel, message->rect); break;
	case PAGE_DRAG_AREA: panel->drag_rect = message->rect; break;
	case PAGE_DRAG_NOW: panel_take_finger(panel); break;
	case PAGE_BOX_SIZE:
		call_box_resize(&panel->box, message->size);
		panel_pursue(panel);
		break;
	case PAGE_BOX_EXTRA:
		call_box_extend(&panel->box, message->height);
		panel_pursue(panel);
		break;
	case PAGE_PAINTED: panel_page_is(panel, message); break;
	case PAGE_LABELS:
	case PAGE_FIELD:
	case PAGE_KEY: break; // an app's
	}
}

static bool on_send_rects(void *data, unsigned serial, const struct box *list, int count) {
	struct panel *panel = data;
	return panel->client->send_rects(panel->data, serial, list, count);
}

static void on_face_presented(void *data, double at_ms) {
	struct panel *panel = data;
	panel->client->on_face_painted(panel->data, at_ms);
}

int panel_init(struct panel *panel, struct wayland *wayland, struct pane *pane, const char *face_path, const struct panel_client *client, void *data) {
	*panel = (struct panel){.wayland = wayland, .pane = pane, .client = client, .data = data};
	panel->target = (struct input_target){&panel_input, panel};
	panel->avoided_ms = -PANEL_AVOID_MS;
	swipe_init(&panel->handle, SWIPE_UP);
	grip_init(&panel->grip);
	rects_init(&panel->rects, on_send_rects, on_rects_ready, panel);
	face_init(&panel->face, wayland, face_path, on_face_presented, panel);
	view_input_init(&panel->view_input, view_backend(pane->view), &wayland->seat.modifiers);
	return wayland->layer_shell && wayland->subcompositor ? 0 : -ENOTSUP;
}

void panel_destroy(struct panel *panel) {
	panel_stop_waiting(panel);
	g_clear_handle_id(&panel->paint_timer, g_source_remove);
	g_clear_handle_id(&panel->settle_timer, g_source_remove);
	rects_destroy(&panel->rects);
	face_destroy(&panel->face);
	pane_detach(panel->pane);
	layer_destroy(panel->next);
	layer_destroy(panel->layer);
}
