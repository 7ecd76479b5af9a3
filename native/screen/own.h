/* Our own surfaces on the output, in its logical pixels: blanked are those of the last two sets, because pixels of the older one may still be shown.
 * The older one is let go after a while, when the compositor has long painted over it. Pure: the clock is an argument. */
#ifndef ALONGSIDE_OWN_H
#define ALONGSIDE_OWN_H

#include <stdbool.h>

#include "box.h"
#include "picture.h"

#define OWN_MAX 16
/* Several frames of a slow compositor. */
#define OWN_OLDER_MS 150

struct own_set {
	struct box boxes[OWN_MAX];
	int count; // ≤ OWN_MAX
};

struct own {
	struct own_set newer, older;
	double older_until_ms; // 0: there is no older set
};

/* Takes a new set. Returns true when it differs: all of the picture has to be looked at again. */
bool own_replace(struct own *own, const struct own_set *set, double now_ms);
/* Lets the older set go in time. Returns true when it did: what was below it has to be looked at again. */
bool own_expire(struct own *own, double now_ms);
/* Blanks all of it in a picture of an output of that many logical pixels; of a scaled one a pixel around it, too. */
void own_blank(const struct own *own, struct picture *picture, struct box layout);

#endif
