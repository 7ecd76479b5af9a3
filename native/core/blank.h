/* Our own surfaces are not for the agent: they are painted over before anything else sees the picture. */
#ifndef ALONGSIDE_BLANK_H
#define ALONGSIDE_BLANK_H

#include "box.h"
#include "picture.h"

#define BLANK_GREY 0x80

/* Fills the part of `box` that lies within the picture with grey. */
void blank_box(struct picture *picture, struct box box);

#endif
