/* The virtual devices and the hand that holds them, for as long as somebody renews. Pure but for the devices themselves: whoever calls
 * brings the clock and the lock. */
#ifndef ALONGSIDE_HAND_LEASE_H
#define ALONGSIDE_HAND_LEASE_H

#include <stdbool.h>

#include "hand.h"

/* After UI_DEV_CREATE the compositor needs up to 1.5 s before it hears a first event (seen with labwc in a guest without KVM). */
#define HAND_LEASE_READY_MS 1500

/* The virtual devices: `uinput`, or a test's own. */
struct input_devices {
	/* Returns 0 or -errno, and then there are none. */
	int (*open)(void *data);
	hand_write_fn write;
	void (*close)(void *data);
	int (*is_own)(void *data, dev_t number);
	void *data;
};

enum hand_lease_news { HAND_LEASE_SAME, HAND_LEASE_LAPSED, HAND_LEASE_READY };

struct hand_lease {
	struct input_devices devices;
	struct hand hand;
	double renew_ms;
	bool is_open, is_ready;
	double ready_ms, renew_due_ms; // while it is open
};

void hand_lease_init(struct hand_lease *lease, const struct input_devices *devices, double renew_ms);
/* Makes the devices, which takes the kernel of a slow machine longer than a lease: theirs begins when they are there, by `now_ms`.
 * Returns 0, also while they are there, or -errno. */
int hand_lease_open(struct hand_lease *lease, double (*now_ms)(void));
/* Releases everything and destroys them. */
void hand_lease_shut(struct hand_lease *lease);
void hand_lease_renew(struct hand_lease *lease, double now_ms);
/* What the clock brings: at most one thing at a time. */
enum hand_lease_news hand_lease_step(struct hand_lease *lease, double now_ms);
/* When the next thing is due, INFINITY for nothing. */
double hand_lease_due_ms(const struct hand_lease *lease);

#endif
