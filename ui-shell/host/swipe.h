/* Recognises a straight swipe up or down by one finger. Pure: it sees coordinates only. */
#ifndef ALONGSIDE_SWIPE_H
#define ALONGSIDE_SWIPE_H

#include <stdbool.h>

/* Long enough that no accidental touch of the edge opens help, short enough for a thumb on a tablet. */
#define SWIPE_LENGTH_PX 120

enum swipe_direction { SWIPE_DOWN, SWIPE_UP };

struct swipe {
	enum swipe_direction direction;
	bool is_tracking; // `finger` is down and the gesture is not complete yet
	int finger;
	double start_x, start_y;
};

void swipe_init(struct swipe *swipe, enum swipe_direction direction);
/* A finger comes down. The first one leads; others are ignored until it leaves. */
void swipe_down(struct swipe *swipe, int finger, double x, double y);
/* Returns true once per gesture: at the moment when it is long enough and more upright than slanted. */
bool swipe_motion(struct swipe *swipe, int finger, double x, double y);
void swipe_up(struct swipe *swipe, int finger);
void swipe_cancel(struct swipe *swipe);

#endif
