/* Fingers, pointer and keys on the panel and the box: the handle's swipe, dragging and pinching, and all else for the page. */
#include "panel.h"

/* ---- the box moves under the finger, so it is followed on the output, not on the surface ---- */

static struct input_event on_output(const struct panel *panel, const struct input_event *event) {
	struct input_event global = *event;
	// The compositor counts a finger from where the surface was when it came down, the pointer from where the surface is.
	bool is_touch = event->finger != INPUT_POINTER;
	global.x += is_touch ? panel->origins[event->finger].x : panel->shown.rect.x;
	global.y += is_touch ? panel->origins[event->finger].y : panel->shown.rect.y;
	return global;
}

static void panel_remember_origin(struct panel *panel, const struct input_event *event) {
	if (event->finger == INPUT_POINTER)
		return;
	panel->origins[event->finger].x = panel->shown.rect.x;
	panel->origins[event->finger].y = panel->shown.rect.y;
}

static bool box_contains(struct box box, double x, double y) {
	return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

/* A face that is not shown is no place to drag by: its place is the page's. */
static bool panel_is_in_grip(const struct panel *panel, const struct input_event *event) {
	bool is_on_face = panel->face.is_wanted && box_contains(panel_face_rect(panel), event->x, event->y);
	return panel->shown.mode == PANEL_BOX && (is_on_face || box_contains(panel->drag_rect, event->x, event->y));
}

/* ---- what the grip decides ---- */

static void panel_tap(struct panel *panel, uint32_t time_ms) {
	struct input_event event = panel->last_down;
	view_input_motion(&panel->view_input, &event);
	view_input_down(&panel->view_input, &event);
	event.time_ms = time_ms;
	view_input_up(&panel->view_input, &event);
}

/* Returns true when the event is not the page's. */
static bool panel_follow(struct panel *panel, struct grip_result result, const struct input_event *event) {
	switch (result.verdict) {
	case GRIP_PAGE: return false;
	case GRIP_KEPT: break;
	case GRIP_TAP: panel_tap(panel, event->time_ms); break;
	case GRIP_MOVE:
		call_box_move(&panel->box, panel->grip_start.x + (int)result.dx, panel->grip_start.y + (int)result.dy);
		panel_pursue(panel);
		break;
	case GRIP_DROPPED: panel->client->on_shown(panel->data); break;
	case GRIP_SHRINK:
	case GRIP_GROW:
		call_box_resize(&panel->box, result.verdict == GRIP_SHRINK ? CALL_BOX_SMALL : CALL_BOX_LARGE);
		panel_pursue(panel);
		break;
	}
	return true;
}

void panel_take_finger(struct panel *panel) {
	struct input_event down = panel->last_down;
	if (panel->shown.mode != PANEL_BOX || down.button != INPUT_MAIN_BUTTON)
		return;
	bool is_down = down.finger == INPUT_POINTER ? panel->view_input.pressed_buttons != 0
												: panel->view_input.touches[down.finger].type != wpe_input_touch_event_type_null;
	if (!is_down)
		return;
	struct input_event global = on_output(panel, &down);
	panel->grip_start = panel->box.rect;
	grip_take(&panel->grip, down.finger, global.x, global.y);
	view_input_cancel(&panel->view_input);
}

/* ---- events ---- */

static void on_down(void *data, const struct input_event *event) {
	struct panel *panel = data;
	panel_remember_origin(panel, event);
	bool is_main = event->button == INPUT_MAIN_BUTTON;
	if (is_main && panel->shown.mode == PANEL_PANEL && event->y >= panel->shown.rect.height - PANEL_HANDLE_PX) {
		swipe_down(&panel->handle, event->finger, event->x, event->y);
		return;
	}
	struct input_event global = on_output(panel, event);
	bool was_idle = panel->grip.state == GRIP_IDLE;
	struct grip_result result = {GRIP_PAGE, 0, 0};
	if (is_main)
		result = grip_down(&panel->grip, event->finger, global.x, global.y, panel_is_in_grip(panel, event));
	if (was_idle) {
		panel->last_down = *event;
		panel->grip_start = panel->box.rect;
	}
	if (!panel_follow(panel, result, event))
		view_input_down(&panel->view_input, event);
}

static void on_motion(void *data, const struct input_event *event) {
	struct panel *panel = data;
	if (panel->handle.is_tracking && panel->handle.finger == event->finger) {
		if (swipe_motion(&panel->handle, event->finger, event->x, event->y))
			panel_close_by_hand(panel);
		return;
	}
	struct input_event global = on_output(panel, event);
	if (!panel_follow(panel, grip_motion(&panel->grip, event->finger, global.x, global.y), event))
		view_input_motion(&panel->view_input, event);
}

static void on_up(void *data, const struct input_event *event) {
	struct panel *panel = data;
	if (panel->handle.is_tracking && panel->handle.finger == event->finger) {
		swipe_up(&panel->handle, event->finger);
		return;
	}
	bool is_main = event->button == INPUT_MAIN_BUTTON;
	if (!is_main || !panel_follow(panel, grip_up(&panel->grip, event->finger), event))
		view_input_up(&panel->view_input, event);
}

static void on_cancel(void *data) {
	struct panel *panel = data;
	swipe_cancel(&panel->handle);
	grip_init(&panel->grip);
	view_input_cancel(&panel->view_input);
}

static void on_axis(void *data, uint32_t time_ms, double dx, double dy) {
	view_input_axis(&((struct panel *)data)->view_input, time_ms, dx, dy);
}

static void on_key(void *data, uint32_t time_ms, uint32_t code, bool is_pressed) {
	view_input_key(&((struct panel *)data)->view_input, time_ms, code, is_pressed);
}

static void on_focus(void *data, bool has_focus) {
	struct panel *panel = data;
	view_input_focus(&panel->view_input, has_focus);
	panel->client->on_focus(panel->data, has_focus);
}

const struct input_impl panel_input = {
	.down = on_down,
	.motion = on_motion,
	.up = on_up,
	.cancel = on_cancel,
	.axis = on_axis,
	.key = on_key,
	.focus = on_focus,
};
