#include "evdev-query.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

static int evdev_query_bits(int fd, struct evdev_bits *bits) {
	memset(bits, 0, sizeof *bits);
	if (ioctl(fd, EVIOCGBIT(EV_KEY, sizeof bits->keys), bits->keys) < 0 || ioctl(fd, EVIOCGBIT(EV_ABS, sizeof bits->absolute), bits->absolute) < 0 ||
		ioctl(fd, EVIOCGBIT(EV_REL, sizeof bits->relative), bits->relative) < 0 ||
		ioctl(fd, EVIOCGPROP(sizeof bits->properties), bits->properties) < 0)
		return -errno;
	return 0;
}

static int evdev_query_axis(int fd, int code, struct decoder_axis *axis) {
	struct input_absinfo info;
	if (ioctl(fd, EVIOCGABS(code), &info) < 0)
		return -errno;
	*axis = (struct decoder_axis){info.minimum, info.maximum};
	return 0;
}

int evdev_query(int fd, const struct decoder_keys *keys, struct evdev_description *description, char *name, size_t name_size, bool *has_use) {
	struct evdev_bits bits;
	int clock = CLOCK_MONOTONIC;
	if (ioctl(fd, EVIOCSCLOCKID, &clock) < 0)
		return -errno;
	int rc = evdev_query_bits(fd, &bits);
	if (rc < 0)
		return rc;
	if (ioctl(fd, EVIOCGNAME(name_size), name) < 0)
		name[0] = '\0';
	name[name_size - 1] = '\0';
	*description = (struct evdev_description){.kind = evdev_kind(&bits)};
	*has_use = description->kind != EVDEV_KEYS_ONLY;
	for (int i = 0; i < keys->count; i++)
		*has_use |= evdev_has(bits.keys, keys->codes[i]);
	if (description->kind == EVDEV_KEYS_ONLY || description->kind == EVDEV_MOUSE)
		return 0;
	bool has_contacts = description->kind == EVDEV_SLOTS || description->kind == EVDEV_FRAMES;
	rc = evdev_query_axis(fd, has_contacts ? ABS_MT_POSITION_X : ABS_X, &description->x);
	return rc < 0 ? rc : evdev_query_axis(fd, has_contacts ? ABS_MT_POSITION_Y : ABS_Y, &description->y);
}

/* One value for each slot; slots that the device does not have stay as they are. */
static int evdev_query_slots(int fd, int code, int values[DECODER_CONTACTS]) {
	struct {
		uint32_t code;
		int32_t values[DECODER_CONTACTS];
	} request = {.code = (uint32_t)code};
	memcpy(request.values, values, sizeof request.values);
	if (ioctl(fd, EVIOCGMTSLOTS(sizeof request), &request) < 0)
		return -errno;
	memcpy(values, request.values, sizeof request.values);
	return 0;
}

int evdev_query_state(int fd, enum evdev_kind kind, struct decoder_state *state) {
	struct input_absinfo info;
	int rc = 0;
	memset(state, 0, sizeof *state);
	memset(state->ids, 0xff, sizeof state->ids);
	if (ioctl(fd, EVIOCGKEY(sizeof state->keys), state->keys) < 0)
		return -errno;
	if (kind == EVDEV_SLOTS) {
		if (ioctl(fd, EVIOCGABS(ABS_MT_SLOT), &info) < 0)
			return -errno;
		state->slot = info.value;
		rc = evdev_query_slots(fd, ABS_MT_TRACKING_ID, state->ids);
		rc = rc < 0 ? rc : evdev_query_slots(fd, ABS_MT_POSITION_X, state->xs);
		rc = rc < 0 ? rc : evdev_query_slots(fd, ABS_MT_POSITION_Y, state->ys);
	} else if (kind == EVDEV_SINGLE || kind == EVDEV_POINTER) {
		if (ioctl(fd, EVIOCGABS(ABS_X), &info) < 0)
			return -errno;
		state->x = info.value;
		if (ioctl(fd, EVIOCGABS(ABS_Y), &info) < 0)
			return -errno;
		state->y = info.value;
	}
	return rc;
}
