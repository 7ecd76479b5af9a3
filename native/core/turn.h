/* Pictures of an output that is turned, put upright. Transforms are those of wl_output: what the compositor did to the upright
 * picture for a panel that is mounted turned; the same numbers lead a touch on that panel to its place in the upright picture. */
#ifndef ALONGSIDE_TURN_H
#define ALONGSIDE_TURN_H

#include "box.h"
#include "picture.h"

enum { TURN_NORMAL, TURN_90, TURN_180, TURN_270, TURN_FLIPPED, TURN_FLIPPED_90, TURN_FLIPPED_180, TURN_FLIPPED_270, TURN_COUNT };

/* Where a box of a picture of width × height lies in the upright one. */
struct box turn_box(struct box box, int transform, int width, int height);
/* Copies a part of a picture upright. `upright` has the size of the turned one, and its format. */
void turn_picture(const struct picture *picture, struct box part, int transform, struct picture *upright);

#endif
