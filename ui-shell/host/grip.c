#include "grip.h"

#include <math.h>
#include <stddef.h>

static struct grip_finger *grip_finger(struct grip *grip, int id) {
	for (int i = 0; i < 2; i++)
		if (grip->fingers[i].is_down && grip->fingers[i].id == id)
			return &grip->fingers[i];
	return NULL;
}

static void grip_put(struct grip_finger *finger, int id, double x, double y) {
	*finger = (struct grip_finger){.is_down = true, .id = id, .start_x = x, .start_y = y, .x = x, .y = y};
}

static double grip_spread(const struct grip *grip) {
	return hypot(grip->fingers[0].x - grip->fingers[1].x, grip->fingers[0].y - grip->fingers[1].y);
}

void grip_init(struct grip *grip) {
	*grip = (struct grip){.state = GRIP_IDLE};
}

struct grip_result grip_down(struct grip *grip, int id, double x, double y, bool in_area) {
	if (grip->state == GRIP_IDLE) {
		if (!in_area)
			return (struct grip_result){GRIP_PAGE, 0, 0};
		grip_put(&grip->fingers[0], id, x, y);
		grip->state = GRIP_HELD;
		return (struct grip_result){GRIP_KEPT, 0, 0};
	}
	if (grip->fingers[1].is_down)
		return (struct grip_result){GRIP_KEPT, 0, 0};
	// The second finger pinches wherever on the box it lands: the grip is too small for two.
	grip_put(&grip->fingers[1], id, x, y);
	bool was_dragging = grip->state == GRIP_DRAGGING;
	grip->state = GRIP_PINCHING;
	grip->pinch_start = grip_spread(grip);
	return (struct grip_result){was_dragging ? GRIP_DROPPED : GRIP_KEPT, 0, 0};
}

static struct grip_result grip_pinch(struct grip *grip) {
	double spread = grip_spread(grip);
	if (spread * GRIP_PINCH_RATIO < grip->pinch_start) {
		grip->state = GRIP_SPENT;
		return (struct grip_result){GRIP_SHRINK, 0, 0};
	}
	if (spread > grip->pinch_start * GRIP_PINCH_RATIO) {
		grip->state = GRIP_SPENT;
		return (struct grip_result){GRIP_GROW, 0, 0};
	}
	return (struct grip_result){GRIP_KEPT, 0, 0};
}

struct grip_result grip_motion(struct grip *grip, int id, double x, double y) {
	struct grip_finger *finger = grip_finger(grip, id);
	if (!finger)
		return (struct grip_result){GRIP_PAGE, 0, 0};
	finger->x = x;
	finger->y = y;
	if (grip->state == GRIP_PINCHING)
		return grip_pinch(grip);
	double dx = x - finger->start_x, dy = y - finger->start_y;
	if (grip->state == GRIP_HELD && hypot(dx, dy) > GRIP_SLACK_PX)
		grip->state = GRIP_DRAGGING;
	if (grip->state != GRIP_DRAGGING)
		return (struct grip_result){GRIP_KEPT, 0, 0};
	return (struct grip_result){GRIP_MOVE, dx, dy};
}

struct grip_result grip_up(struct grip *grip, int id) {
	struct grip_finger *finger = grip_finger(grip, id);
	if (!finger)
		return (struct grip_result){GRIP_PAGE, 0, 0};
	finger->is_down = false;
	enum grip_verdict verdict = GRIP_KEPT;
	if (grip->state == GRIP_HELD)
		verdict = GRIP_TAP;
	else if (grip->state == GRIP_DRAGGING)
		verdict = GRIP_DROPPED;
	bool is_over = !grip->fingers[0].is_down && !grip->fingers[1].is_down;
	grip->state = is_over ? GRIP_IDLE : GRIP_SPENT;
	return (struct grip_result){verdict, 0, 0};
}

void grip_take(struct grip *grip, int id, double x, double y) {
	if (grip->state != GRIP_IDLE)
		return;
	grip_put(&grip->fingers[0], id, x, y);
	grip->state = GRIP_DRAGGING;
}
