/* Tells dragging, pinching and tapping apart on the small box. Pure: it sees coordinates of the output only.
 * A finger that lands in the grip (the face, the drag area) is kept from the page until it is known what it wants. */
#ifndef ALONGSIDE_GRIP_H
#define ALONGSIDE_GRIP_H

#include <stdbool.h>

/* A finger that rests wobbles by a few pixels: only past this it drags. */
#define GRIP_SLACK_PX 8
/* Two fingers that change their distance by this factor pinch. */
#define GRIP_PINCH_RATIO 1.3

enum grip_verdict {
	GRIP_PAGE,   // not ours: the page gets the event
	GRIP_KEPT,   // ours, nothing to do
	GRIP_TAP,    // it came and left in one place: the page gets a tap where it landed
	GRIP_MOVE,   // move the box by dx, dy from where it was when the drag began
	GRIP_DROPPED,// the drag is over
	GRIP_SHRINK, // pinched together
	GRIP_GROW,   // pinched apart
};

struct grip_finger {
	bool is_down;
	int id;
	double start_x, start_y, x, y;
};

struct grip {
	enum { GRIP_IDLE, GRIP_HELD, GRIP_DRAGGING, GRIP_PINCHING, GRIP_SPENT } state;
	struct grip_finger fingers[2]; // the first leads a drag
	double pinch_start;            // distance when the second finger came
};

struct grip_result {
	enum grip_verdict verdict;
	double dx, dy; // of GRIP_MOVE
};

void grip_init(struct grip *grip);
/* `in_area`: whether it landed in the grip. */
struct grip_result grip_down(struct grip *grip, int id, double x, double y, bool in_area);
struct grip_result grip_motion(struct grip *grip, int id, double x, double y);
struct grip_result grip_up(struct grip *grip, int id);
/* The page asks to drag with the finger that is down at x, y and that it has got so far. */
void grip_take(struct grip *grip, int id, double x, double y);

#endif
