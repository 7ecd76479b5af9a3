/* The customer's finger: a virtual pointer, because there is no protocol for virtual touch. Pressed is touched. */
#ifndef ALONGSIDE_FINGER_H
#define ALONGSIDE_FINGER_H

#include "virtual-pointer.h"

enum finger_phase { FINGER_DOWN, FINGER_MOVE, FINGER_UP };

struct finger {
	struct virtual_pointer pointer;
	bool is_down;
	int x, y;
};

/* "down", "move", "up". Returns false for anything else. */
bool finger_phase_parse(const char *text, enum finger_phase *phase);
const char *finger_phase_name(enum finger_phase phase);
/* Pixels within an output of width × height. */
void finger_act(struct finger *finger, enum finger_phase phase, int x, int y, int width, int height);

#endif
