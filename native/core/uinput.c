#include "uinput.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "key-table.h"

struct uinput_axis {
	int code, max;
};

static int uinput_set(int fd, unsigned long request, const int *codes, size_t count) {
	for (size_t i = 0; i < count; i++) {
		if (ioctl(fd, request, codes[i]) < 0)
			return -errno;
	}
	return 0;
}

static int uinput_set_axes(int fd, const struct uinput_axis *axes, size_t count) {
	for (size_t i = 0; i < count; i++) {
		struct uinput_abs_setup setup = {.code = (uint16_t)axes[i].code, .absinfo.maximum = axes[i].max};
		if (ioctl(fd, UI_ABS_SETUP, &setup) < 0) // sets the bit too
			return -errno;
	}
	return 0;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int uinput_set_touch(int fd) {
	static const int types[] = {EV_KEY, EV_ABS}, keys[] = {BTN_TOUCH}, properties[] = {INPUT_PROP_DIRECT};
	static const struct uinput_axis axes[] = {{ABS_X, HAND_SCALE}, {ABS_Y, HAND_SCALE}, {ABS_MT_SLOT, HAND_FINGERS - 1},
		{ABS_MT_TRACKING_ID, HAND_MAX_ID}, {ABS_MT_POSITION_X, HAND_SCALE}, {ABS_MT_POSITION_Y, HAND_SCALE}};
	int rc = uinput_set(fd, UI_SET_EVBIT, types, COUNT(types));
	rc = rc < 0 ? rc : uinput_set(fd, UI_SET_KEYBIT, keys, COUNT(keys));
	rc = rc < 0 ? rc : uinput_set(fd, UI_SET_PROPBIT, properties, COUNT(properties));
	return rc < 0 ? rc : uinput_set_axes(fd, axes, COUNT(axes));
}

static int uinput_set_pointer(int fd) {
	static const int types[] = {EV_KEY, EV_ABS, EV_REL}, keys[] = {BTN_LEFT, BTN_RIGHT, BTN_MIDDLE};
	static const int wheels[] = {REL_WHEEL, REL_HWHEEL, REL_WHEEL_HI_RES, REL_HWHEEL_HI_RES};
	static const struct uinput_axis axes[] = {{ABS_X, HAND_SCALE}, {ABS_Y, HAND_SCALE}};
	int rc = uinput_set(fd, UI_SET_EVBIT, types, COUNT(types));
	rc = rc < 0 ? rc : uinput_set(fd, UI_SET_KEYBIT, keys, COUNT(keys));
	rc = rc < 0 ? rc : uinput_set(fd, UI_SET_RELBIT, wheels, COUNT(wheels));
	return rc < 0 ? rc : uinput_set_axes(fd, axes, COUNT(axes));
}

static int uinput_set_keys(int fd) {
	static const int types[] = {EV_KEY};
	int rc = uinput_set(fd, UI_SET_EVBIT, types, COUNT(types));
	for (size_t i = 0; rc == 0 && i < key_table_size; i++)
		rc = uinput_set(fd, UI_SET_KEYBIT, (int[]){key_table[i]}, 1);
	return rc;
}

static const struct {
	const char *name;
	int (*set)(int fd);
} uinput_kinds[HAND_DEVICES] = {
	[HAND_TOUCH] = {"Alongside touch", uinput_set_touch},
	[HAND_POINTER] = {"Alongside pointer", uinput_set_pointer},
	[HAND_KEYS] = {"Alongside keyboard", uinput_set_keys},
};

static int uinput_create(int fd, const char *name, uint16_t product, char *sysname) {
	struct uinput_setup setup = {.id = {.bustype = BUS_VIRTUAL, .product = product, .version = 1}};
	snprintf(setup.name, sizeof setup.name, "%s", name);
	if (ioctl(fd, UI_DEV_SETUP, &setup) < 0 || ioctl(fd, UI_DEV_CREATE) < 0)
		return -errno;
	// Without it our own touches would count as a person's.
	return ioctl(fd, UI_GET_SYSNAME(UINPUT_NAME), sysname) < 0 ? -errno : 0;
}

void uinput_init(struct uinput *uinput) {
	memset(uinput, 0, sizeof *uinput);
	for (int i = 0; i < HAND_DEVICES; i++)
		uinput->fds[i] = -1;
}

int uinput_open(struct uinput *uinput, const char *path) {
	uinput_init(uinput);
	int rc = 0;
	for (int i = 0; rc == 0 && i < HAND_DEVICES; i++) {
		int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		uinput->fds[i] = fd;
		rc = fd < 0 ? -errno : uinput_kinds[i].set(fd);
		rc = rc < 0 ? rc : uinput_create(fd, uinput_kinds[i].name, (uint16_t)(i + 1), uinput->names[i]);
		uinput->names[i][UINPUT_NAME - 1] = '\0';
	}
	if (rc < 0)
		uinput_close(uinput);
	return rc;
}

int uinput_write(struct uinput *uinput, enum hand_device device, const struct input_event *events, size_t count) {
	if (uinput->fds[device] < 0)
		return -ENODEV;
	ssize_t size = write(uinput->fds[device], events, count * sizeof *events);
	if (size < 0)
		return -errno;
	return (size_t)size == count * sizeof *events ? 0 : -EIO;
}

void uinput_close(struct uinput *uinput) {
	for (int i = 0; i < HAND_DEVICES; i++) {
		if (uinput->fds[i] >= 0)
			close(uinput->fds[i]); // destroys the device
	}
	uinput_init(uinput);
}

int uinput_is_own(const struct uinput *uinput, dev_t number) {
	char path[64], target[512], part[UINPUT_NAME + 2];
	// …/input/input12/event3: the name between was given by the kernel.
	snprintf(path, sizeof path, "/sys/dev/char/%u:%u", major(number), minor(number));
	ssize_t size = readlink(path, target, sizeof target - 1);
	if (size < 0)
		return -errno;
	target[size] = '\0';
	for (int i = 0; i < HAND_DEVICES; i++) {
		snprintf(part, sizeof part, "/%s/", uinput->names[i]);
		if (uinput->names[i][0] != '\0' && strstr(target, part))
			return 1;
	}
	return 0;
}
