#include "call-box.h"

#include <math.h>

static const struct {
	int width, height;
} sizes[] = {
	[CALL_BOX_SMALL] = {200, 228},
	[CALL_BOX_LARGE] = {300, 340},
};

static int clamp(int value, int low, int high) {
	if (value > high)
		value = high;
	return value < low ? low : value;
}

static void call_box_fit(struct call_box *box) {
	int lowest = box->output_height > CALL_BOX_TOP_PX ? box->output_height - CALL_BOX_TOP_PX : box->output_height;
	box->rect.width = clamp(sizes[box->size].width, 1, box->output_width);
	box->rect.height = clamp(sizes[box->size].height + box->extra, 1, lowest);
	box->rect.x = clamp(box->rect.x, 0, box->output_width - box->rect.width);
	box->rect.y = clamp(box->rect.y, CALL_BOX_TOP_PX, box->output_height - box->rect.height);
}

void call_box_init(struct call_box *box, int output_width, int output_height) {
	*box = (struct call_box){.output_width = output_width, .output_height = output_height, .size = CALL_BOX_LARGE};
	box->rect.x = output_width - sizes[CALL_BOX_LARGE].width - CALL_BOX_MARGIN_PX;
	box->rect.y = CALL_BOX_MARGIN_PX;
	call_box_fit(box);
}

void call_box_set_output(struct call_box *box, int output_width, int output_height) {
	box->output_width = output_width;
	box->output_height = output_height;
	call_box_fit(box);
}

void call_box_move(struct call_box *box, int x, int y) {
	box->rect.x = x;
	box->rect.y = y;
	call_box_fit(box);
}

void call_box_resize(struct call_box *box, enum call_box_size size) {
	int center_x = box->rect.x + box->rect.width / 2, center_y = box->rect.y + box->rect.height / 2;
	box->size = size;
	box->rect.x = center_x - sizes[size].width / 2;
	box->rect.y = center_y - (sizes[size].height + box->extra) / 2;
	call_box_fit(box);
}

void call_box_extend(struct call_box *box, int extra) {
	box->extra = clamp(extra, 0, CALL_BOX_EXTRA_PX);
	call_box_fit(box);
}

static double call_box_distance(struct box r, double x, double y) {
	double dx = fmax(fmax(r.x - x, x - (r.x + r.width)), 0);
	double dy = fmax(fmax(r.y - y, y - (r.y + r.height)), 0);
	return hypot(dx, dy);
}

bool call_box_avoid(struct call_box *box, double x, double y) {
	double distance = call_box_distance(box->rect, x, y);
	// A finger on the box means its buttons: the box must not run away from under it.
	if (distance == 0 || distance >= CALL_BOX_AVOID_PX)
		return false;
	int right = box->output_width - box->rect.width - CALL_BOX_MARGIN_PX;
	int bottom = box->output_height - box->rect.height - CALL_BOX_MARGIN_PX;
	struct call_box best = *box;
	for (int corner = 0; corner < 4; corner++) {
		struct call_box candidate = *box;
		call_box_move(&candidate, corner & 1 ? right : CALL_BOX_MARGIN_PX, corner & 2 ? bottom : CALL_BOX_MARGIN_PX);
		if (call_box_distance(candidate.rect, x, y) > call_box_distance(best.rect, x, y))
			best = candidate;
	}
	if (box_equal(best.rect, box->rect))
		return false;
	*box = best;
	return true;
}
