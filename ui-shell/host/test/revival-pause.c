#include "revival-pause.h"

#include "check.h"

static void doubles_and_recovers(void) {
	int pause = 0;
	for (int i = 0; i < 20; i++) {
		int next = revival_pause(pause, 50);
		CHECK(next >= REVIVAL_FIRST_PAUSE_MS && next <= REVIVAL_LONGEST_PAUSE_MS && (pause == 0 || next >= pause));
		pause = next;
	}
	CHECK(pause == REVIVAL_LONGEST_PAUSE_MS);
	CHECK(revival_pause(pause, REVIVAL_HEALTHY_MS) == REVIVAL_FIRST_PAUSE_MS);
}

int main(void) {
	check("pauses between crashes double up to a limit and start anew after a healthy time", doubles_and_recovers);
	return 0;
}
