/* A look at the glass once in a while, also when no agent sees it, for one thing only: is all of it one colour, but for
 * a pointer, as when an app has died without ending? The picture is wiped as soon as that is known, and nothing of it goes anywhere. */
#ifndef ALONGSIDE_GLANCE_H
#define ALONGSIDE_GLANCE_H

#include <stdbool.h>

#include "picture.h"

#define GLANCE_PERIOD_MS 30000
/* What is no larger may be a pointer, which the compositor draws into the picture. */
#define GLANCE_POINTER 48
/* One look may fall between two pages. */
#define GLANCE_LOOKS 2

struct glance {
	double period_ms;
	double next_ms;  // no look before
	int same;        // looks in a row that found one colour
	bool is_looking; // the capture that is under way is ours
	bool is_blank;   // what was told last
};

void glance_init(struct glance *glance, double period_ms, double now_ms);
/* The look was given up: the compositor has gone, or an agent sees the glass now. */
void glance_cancel(struct glance *glance);
/* Takes the picture of a look and wipes it. Returns true when there is something new to tell (is_blank). */
bool glance_take(struct glance *glance, struct picture *picture, double now_ms);

#endif
