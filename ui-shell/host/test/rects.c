#include "rects.h"

#include "check.h"

struct fake {
	bool is_there;
	unsigned serial;
	int sent, count, ready;
};

static bool on_send(void *data, unsigned serial, const struct box *list, int count) {
	struct fake *fake = data;
	if (!fake->is_there)
		return false;
	fake->serial = serial;
	fake->sent++;
	fake->count = count;
	return true;
}

static void on_ready(void *data) {
	((struct fake *)data)->ready++;
}

static const struct box list[] = {{0, 0, 100, 50}, {0, 0, 0, 0}, {5, 5, 10, 10}};

static void waits_for_its_own_answer(void) {
	struct fake fake = {.is_there = true};
	struct rects rects;
	rects_init(&rects, on_send, on_ready, &fake);
	rects_announce(&rects, list, 3);
	CHECK(fake.sent == 1 && fake.count == 2 && fake.ready == 0); // an empty one is left out
	rects_applied(&rects, fake.serial + 1);
	CHECK(fake.ready == 0);
	unsigned first = fake.serial;
	rects_announce(&rects, list, 1);
	rects_applied(&rects, first);
	CHECK(fake.ready == 0); // replaced by the newer
	rects_applied(&rects, fake.serial);
	rects_applied(&rects, fake.serial);
	CHECK(fake.ready == 1);
	rects_destroy(&rects);
}

static void waits_for_nobody(void) {
	struct fake fake = {.is_there = false};
	struct rects rects;
	rects_init(&rects, on_send, on_ready, &fake);
	rects_announce(&rects, list, 1);
	CHECK(fake.ready == 1);
	rects_destroy(&rects);
}

static void tells_a_new_daemon(void) {
	struct fake fake = {.is_there = true};
	struct rects rects;
	rects_init(&rects, on_send, on_ready, &fake);
	rects_announce(&rects, list, 1);
	unsigned first = fake.serial;
	rects_repeat(&rects);
	CHECK(fake.sent == 2 && fake.serial != first && fake.count == 1);
	rects_applied(&rects, fake.serial);
	CHECK(fake.ready == 1);
	rects_state(&rects, list, 1);
	CHECK(fake.sent == 2); // the same as before
	rects_state(&rects, NULL, 0);
	CHECK(fake.sent == 3 && fake.count == 0 && fake.ready == 1);
	rects_destroy(&rects);
}

static void gives_up_after_the_limit(void) {
	struct fake fake = {.is_there = true};
	struct rects rects;
	rects_init(&rects, on_send, on_ready, &fake);
	rects_announce(&rects, list, 1);
	while (fake.ready == 0)
		g_main_context_iteration(NULL, TRUE); // a screen that hangs costs the customer RECTS_WAIT_MS, no more
	CHECK(fake.ready == 1 && rects.waiting == 0);
	rects_announce(&rects, list, 1);
	rects_forget(&rects);
	rects_applied(&rects, fake.serial);
	CHECK(fake.ready == 1);
	rects_destroy(&rects);
}

int main(void) {
	check("a surface waits for the answer to its own announcement", waits_for_its_own_answer);
	check("nobody waits for a daemon that is not there", waits_for_nobody);
	check("a new daemon is told again", tells_a_new_daemon);
	check("waiting has a limit", gives_up_after_the_limit);
	return 0;
}
