#include "finger.h"

#include <string.h>

static const char *const finger_phases[] = {[FINGER_DOWN] = "down", [FINGER_MOVE] = "move", [FINGER_UP] = "up"};

bool finger_phase_parse(const char *text, enum finger_phase *phase) {
	for (*phase = FINGER_DOWN; text && *phase <= FINGER_UP; (*phase)++) {
		if (strcmp(text, finger_phases[*phase]) == 0)
			return true;
	}
	return false;
}

const char *finger_phase_name(enum finger_phase phase) {
	return finger_phases[phase];
}

void finger_act(struct finger *finger, enum finger_phase phase, int x, int y, int width, int height) {
	finger->is_down = phase == FINGER_DOWN || (phase == FINGER_MOVE && finger->is_down);
	finger->x = x;
	finger->y = y;
	virtual_pointer_move(&finger->pointer, x, y, width, height);
	virtual_pointer_button(&finger->pointer, BTN_LEFT, finger->is_down);
}
