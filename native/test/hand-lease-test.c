/* How long the virtual devices stay, by a clock that is moved. */
#include "hand-lease.h"

#include <errno.h>
#include <math.h>

#include "kernel-model.h"

#define RENEW_MS 250

static struct kernel_model kernel;
static int opens, closes, held_at_close, open_answer;
static double clock_ms, opening_takes_ms;

static double now_ms(void) {
	return clock_ms;
}

static int open_at(struct hand_lease *lease, double ms) {
	clock_ms = ms;
	return hand_lease_open(lease, now_ms);
}

static int devices_open(void *data) {
	if (open_answer < 0)
		return open_answer;
	opens++;
	clock_ms += opening_takes_ms;
	kernel_init(&kernel);
	return 0;
}

static int devices_write(void *data, enum hand_device device, const struct input_event *events, size_t count) {
	return kernel_write(&kernel, device, events, count);
}

static void devices_close(void *data) {
	held_at_close = kernel.held;
	closes++;
}

static struct hand_lease begin(void) {
	struct input_devices devices = {.open = devices_open, .write = devices_write, .close = devices_close};
	struct hand_lease lease;
	hand_lease_init(&lease, &devices, RENEW_MS);
	opens = closes = open_answer = 0;
	opening_takes_ms = 0;
	return lease;
}

/* Renews until then, every 80 ms. Returns the news on the way. */
static enum hand_lease_news renewed_until(struct hand_lease *lease, double from_ms, double until_ms) {
	enum hand_lease_news news = HAND_LEASE_SAME;
	for (double now_ms = from_ms; now_ms <= until_ms; now_ms += 80) {
		hand_lease_renew(lease, now_ms);
		enum hand_lease_news step = hand_lease_step(lease, now_ms);
		news = step == HAND_LEASE_SAME ? news : step;
	}
	return news;
}

static void it_is_ready_after_a_while_and_once(void) {
	struct hand_lease lease = begin();
	CHECK(isinf(hand_lease_due_ms(&lease)) && hand_lease_step(&lease, 5) == HAND_LEASE_SAME);
	CHECK(open_at(&lease, 1000) == 0 && open_at(&lease, 1100) == 0 && opens == 1);
	CHECK(hand_lease_due_ms(&lease) == 1000 + RENEW_MS);
	CHECK(renewed_until(&lease, 1000, 1000 + HAND_LEASE_READY_MS - 1) == HAND_LEASE_SAME && !lease.is_ready);
	hand_lease_renew(&lease, 1000 + HAND_LEASE_READY_MS - 1);
	CHECK(hand_lease_due_ms(&lease) == 1000 + HAND_LEASE_READY_MS);
	CHECK(hand_lease_step(&lease, 1000 + HAND_LEASE_READY_MS) == HAND_LEASE_READY && lease.is_ready);
	CHECK(hand_lease_step(&lease, 1000 + HAND_LEASE_READY_MS) == HAND_LEASE_SAME);
}

static void devices_made_anew_are_not_ready_because_the_old_ones_were(void) {
	struct hand_lease lease = begin();
	CHECK(open_at(&lease, 0) == 0 && renewed_until(&lease, 0, HAND_LEASE_READY_MS + 80) == HAND_LEASE_READY);
	hand_lease_shut(&lease);
	CHECK(!lease.is_ready && open_at(&lease, 2000) == 0 && opens == 2 && !lease.is_ready);
	CHECK(renewed_until(&lease, 2000, 2000 + HAND_LEASE_READY_MS - 1) == HAND_LEASE_SAME && !lease.is_ready);
}

static void the_lease_begins_when_the_devices_are_there(void) {
	struct hand_lease lease = begin();
	opening_takes_ms = 10 * RENEW_MS;
	CHECK(open_at(&lease, 0) == 0 && hand_lease_due_ms(&lease) == opening_takes_ms + RENEW_MS);
	CHECK(renewed_until(&lease, opening_takes_ms, opening_takes_ms + HAND_LEASE_READY_MS + 80) == HAND_LEASE_READY);
}

static void it_lapses_with_everything_let_go(void) {
	struct hand_lease lease = begin();
	CHECK(open_at(&lease, 0) == 0 && renewed_until(&lease, 0, 1600) == HAND_LEASE_READY);
	CHECK(hand_key(&lease.hand, KEY_A, true) == 0 && kernel.held == 1);
	double due_ms = hand_lease_due_ms(&lease);
	CHECK(hand_lease_step(&lease, due_ms - 0.001) == HAND_LEASE_SAME);
	hand_lease_renew(&lease, due_ms); // too late
	CHECK(hand_lease_step(&lease, due_ms) == HAND_LEASE_LAPSED && closes == 1 && held_at_close == 0);
	CHECK(isinf(hand_lease_due_ms(&lease)) && hand_lease_step(&lease, due_ms + 1) == HAND_LEASE_SAME);
	hand_lease_shut(&lease);
	CHECK(closes == 1);
}

static void without_devices_there_is_an_error_and_nothing_to_shut(void) {
	struct hand_lease lease = begin();
	open_answer = -EACCES;
	CHECK(open_at(&lease, 0) == -EACCES && !lease.is_open);
	hand_lease_shut(&lease);
	CHECK(closes == 0);
}

int main(void) {
	it_is_ready_after_a_while_and_once();
	devices_made_anew_are_not_ready_because_the_old_ones_were();
	the_lease_begins_when_the_devices_are_there();
	it_lapses_with_everything_let_go();
	without_devices_there_is_an_error_and_nothing_to_shut();
	return check_failures();
}
