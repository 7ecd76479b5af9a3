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

static void tries_again_ever_more_seldom(void) {
	int pause = 0, sum = 0;
	for (int i = 0; i < 5; i++)
		sum += pause = revival_retry(pause, 30000);
	CHECK(sum == 31000 && revival_retry(pause, 30000) == 30000);
	CHECK(revival_retry(0, 500) == 500);
}

int main(void) {
	check("pauses between crashes double up to a limit and start anew after a healthy time", doubles_and_recovers);
	check("a page that cannot be reached is asked for ever more seldom, up to a limit", tries_again_ever_more_seldom);
	return 0;
}
