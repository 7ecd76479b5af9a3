#include "hand-lease.h"

#include <math.h>

void hand_lease_init(struct hand_lease *lease, const struct input_devices *devices, double renew_ms) {
	*lease = (struct hand_lease){.devices = *devices, .renew_ms = renew_ms};
	hand_init(&lease->hand, devices->write, devices->data);
}

int hand_lease_open(struct hand_lease *lease, double (*now_ms)(void)) {
	if (lease->is_open)
		return 0;
	int rc = lease->devices.open(lease->devices.data);
	if (rc < 0)
		return rc;
	hand_init(&lease->hand, lease->devices.write, lease->devices.data);
	lease->is_open = true;
	double open_ms = now_ms();
	lease->ready_ms = open_ms + HAND_LEASE_READY_MS;
	lease->renew_due_ms = open_ms + lease->renew_ms;
	return 0;
}

void hand_lease_shut(struct hand_lease *lease) {
	if (!lease->is_open)
		return;
	// First let go, which is quick: the kernel takes longer to destroy a device.
	hand_release(&lease->hand);
	lease->devices.close(lease->devices.data);
	lease->is_open = lease->is_ready = false;
}

void hand_lease_renew(struct hand_lease *lease, double now_ms) {
	// Too late is too late, even if nobody has looked yet.
	if (now_ms < lease->renew_due_ms)
		lease->renew_due_ms = now_ms + lease->renew_ms;
}

enum hand_lease_news hand_lease_step(struct hand_lease *lease, double now_ms) {
	if (lease->is_open && now_ms >= lease->renew_due_ms) {
		hand_lease_shut(lease);
		return HAND_LEASE_LAPSED;
	}
	if (lease->is_open && !lease->is_ready && now_ms >= lease->ready_ms) {
		lease->is_ready = true;
		return HAND_LEASE_READY;
	}
	return HAND_LEASE_SAME;
}

double hand_lease_due_ms(const struct hand_lease *lease) {
	if (!lease->is_open)
		return INFINITY;
	return lease->is_ready ? lease->renew_due_ms : fmin(lease->renew_due_ms, lease->ready_ms);
}
