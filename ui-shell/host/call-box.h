/* Where the small box of a contact lies and how large it is. Pure. */
#ifndef ALONGSIDE_CALL_BOX_H
#define ALONGSIDE_CALL_BOX_H

#include <stdbool.h>

#include "box.h"

#define CALL_BOX_MARGIN_PX 24
/* The strip at the top edge stays free: help is one swipe away wherever the box lies. */
#define CALL_BOX_TOP_PX 16
/* A finger nearer than this makes the box give way. */
#define CALL_BOX_AVOID_PX 40
/* The most that a page may lengthen the box by. */
#define CALL_BOX_EXTRA_PX 200

enum call_box_size { CALL_BOX_SMALL, CALL_BOX_LARGE };

struct call_box {
	int output_width, output_height;
	enum call_box_size size;
	int extra; // height added at the lower edge
	struct box rect;
};

/* Starts large at the top right. */
void call_box_init(struct call_box *box, int output_width, int output_height);
/* The output changed: the box stays on it. */
void call_box_set_output(struct call_box *box, int output_width, int output_height);
/* Moves the top left corner as far as the output allows. */
void call_box_move(struct call_box *box, int x, int y);
/* Keeps the centre where it is, as far as the output allows. */
void call_box_resize(struct call_box *box, enum call_box_size size);
/* Adds height at the lower edge, 0 to CALL_BOX_EXTRA_PX: what is above stays where it is, as far as the output allows. */
void call_box_extend(struct call_box *box, int extra);
/* A finger works at x, y. Returns true when the box moved: to the corner farthest from the finger. */
bool call_box_avoid(struct call_box *box, double x, double y);

#endif
