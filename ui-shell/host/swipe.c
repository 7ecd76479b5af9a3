#include "swipe.h"

#include <math.h>

void swipe_init(struct swipe *swipe, enum swipe_direction direction) {
	*swipe = (struct swipe){.direction = direction};
}

void swipe_down(struct swipe *swipe, int finger, double x, double y) {
	if (swipe->is_tracking)
		return;
	swipe->is_tracking = true;
	swipe->finger = finger;
	swipe->start_x = x;
	swipe->start_y = y;
}

bool swipe_motion(struct swipe *swipe, int finger, double x, double y) {
	if (!swipe->is_tracking || swipe->finger != finger)
		return false;
	double along = swipe->direction == SWIPE_DOWN ? y - swipe->start_y : swipe->start_y - y;
	if (along < SWIPE_LENGTH_PX || along < fabs(x - swipe->start_x))
		return false;
	swipe->is_tracking = false;
	return true;
}

void swipe_up(struct swipe *swipe, int finger) {
	if (swipe->finger == finger)
		swipe->is_tracking = false;
}

void swipe_cancel(struct swipe *swipe) {
	swipe->is_tracking = false;
}
