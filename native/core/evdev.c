#include "evdev.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evdev-query.h"

#define RESCAN_MS 2000
/* udev has set the rights of a new device by then, whatever the machine does; each change of them is seen at once. */
#define RIGHTS_MS 15000
/* Devices' wake-ups of one dispatch: whoever comes next gets a turn. */
#define EVDEV_ROUNDS 64
#define READ_EVENTS 64

__attribute__((format(printf, 3, 4))) static void evdev_trouble(const struct evdev *evdev, double at_ms, const char *format, ...) {
	struct physical event = {.kind = PHYSICAL_TROUBLE, .at_ms = at_ms};
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(event.text, sizeof event.text, format, arguments);
	va_end(arguments);
	evdev->callbacks.tell(evdev->callbacks.data, &event);
}

static void evdev_tell_device(const struct evdev *evdev, const struct evdev_device *device, bool is_present, double at_ms) {
	struct physical event = {.kind = PHYSICAL_DEVICE, .at_ms = at_ms, .is_present = is_present};
	event.is_touch = evdev_kind_is_touch(device->decoder.kind);
	event.is_pointer = evdev_kind_is_pointer(device->decoder.kind);
	event.finger = device->decoder.first_finger;
	event.number = device->number;
	snprintf(event.text, sizeof event.text, "%s", device->name);
	evdev->callbacks.tell(evdev->callbacks.data, &event);
}

static int evdev_watch(struct evdev *evdev, int fd, void *what) {
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
	return epoll_ctl(evdev->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void evdev_remove(struct evdev *evdev, struct evdev_device *device, double now_ms) {
	decoder_release(&device->decoder, now_ms);
	evdev_tell_device(evdev, device, false, now_ms);
	for (int i = 0; i < EVDEV_MAX_DEVICES; i++) {
		if (evdev->devices[i] == device)
			evdev->devices[i] = NULL;
	}
	// A child between fork and exec has the file, too: closing it here would leave it, and a pointer to nothing, in the set.
	epoll_ctl(evdev->epoll_fd, EPOLL_CTL_DEL, device->fd, NULL);
	close(device->fd);
	free(device);
}

int evdev_add(struct evdev *evdev, int fd, dev_t number, const char *name, const struct evdev_description *description, double now_ms) {
	int index = 0;
	while (index < EVDEV_MAX_DEVICES && evdev->devices[index])
		index++;
	struct evdev_device *device = index < EVDEV_MAX_DEVICES ? calloc(1, sizeof *device) : NULL;
	int rc = device ? evdev_watch(evdev, fd, device) : -ENOMEM;
	if (rc < 0) {
		free(device);
		close(fd);
		return rc;
	}
	struct decoder_state state;
	device->fd = fd;
	device->number = number;
	snprintf(device->name, sizeof device->name, "%s", name);
	decoder_init(&device->decoder, description->kind, &evdev->keys, evdev->callbacks.tell, evdev->callbacks.data);
	device->decoder.x = description->x;
	device->decoder.y = description->y;
	device->decoder.first_finger = index * DECODER_CONTACTS;
	if (evdev_query_state(fd, description->kind, &state) == 0)
		decoder_start(&device->decoder, &state);
	evdev->devices[index] = device;
	evdev_tell_device(evdev, device, true, now_ms);
	return 0;
}

static bool evdev_is_read(const struct evdev *evdev, dev_t number) {
	for (int i = 0; i < EVDEV_MAX_DEVICES; i++) {
		if (evdev->devices[i] && evdev->devices[i]->number == number)
			return true;
	}
	return false;
}

/* Takes the open device if it is of use. Returns 0 or -errno; the file is its own or closed. */
static int evdev_take(struct evdev *evdev, int fd, double now_ms) {
	struct stat status;
	struct evdev_description description;
	char name[EVDEV_MAX_NAME] = "";
	bool has_use = false;
	int rc = fstat(fd, &status) < 0 ? -errno : 0;
	if (rc == 0 && !S_ISCHR(status.st_mode))
		rc = -ENOTTY;
	if (rc == 0 && !evdev_is_read(evdev, status.st_rdev)) {
		int own = evdev->callbacks.is_own(evdev->callbacks.data, status.st_rdev);
		if (own < 0)
			evdev_trouble(evdev, now_ms, "an input device is left out, for sysfs does not say whose it is: %s", strerror(-own));
		else if (own == 0)
			rc = evdev_query(fd, &evdev->keys, &description, name, sizeof name, &has_use);
	}
	if (rc == 0 && has_use)
		return evdev_add(evdev, fd, status.st_rdev, name, &description, now_ms);
	close(fd);
	return rc < 0 ? rc : 0;
}

/* `is_last_try` false: udev may be about to set the rights of a new device. */
static void evdev_open(struct evdev *evdev, const char *name, bool is_last_try, double now_ms) {
	char path[sizeof evdev->folder + 260];
	if (strncmp(name, "event", 5) != 0)
		return;
	snprintf(path, sizeof path, "%s/%s", evdev->folder, name);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int rc = fd < 0 ? -errno : evdev_take(evdev, fd, now_ms);
	if (rc == 0 || rc == -ENOENT || rc == -ENODEV || rc == -ENXIO)
		return; // taken, or gone again
	if (rc == -EACCES && !is_last_try)
		evdev->rescan_ms = now_ms + RIGHTS_MS;
	else
		evdev_trouble(evdev, now_ms, "cannot read the input device %.100s: %s", path,
			rc == -EACCES ? "this user must be in its group" : strerror(-rc));
}

static void evdev_scan(struct evdev *evdev, bool is_last_try, double now_ms) {
	struct dirent *entry;
	DIR *folder = opendir(evdev->folder);
	if (!folder)
		return;
	while ((entry = readdir(folder)))
		evdev_open(evdev, entry->d_name, is_last_try, now_ms);
	closedir(folder);
}

/* The folder is made by the kernel with the first device. */
static void evdev_watch_folder(struct evdev *evdev, double now_ms) {
	bool was_missing = !isinf(evdev->rescan_ms) && evdev->rescan_ms > 0;
	int watch = inotify_add_watch(evdev->inotify_fd, evdev->folder, IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_DELETE_SELF);
	evdev->rescan_ms = watch < 0 ? now_ms + RESCAN_MS : INFINITY;
	if (watch < 0 && !was_missing)
		evdev_trouble(evdev, now_ms, "cannot watch %.100s for input devices: %s; trying again", evdev->folder, strerror(errno));
}

static void evdev_read_folder(struct evdev *evdev, double now_ms) {
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t size = read(evdev->inotify_fd, buffer, sizeof buffer);
	for (ssize_t at = 0; at < size;) {
		const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
		// An overflow, or the folder is gone: look again.
		if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED))
			evdev->rescan_ms = now_ms;
		else if (event->len > 0)
			evdev_open(evdev, event->name, false, now_ms);
		at += (ssize_t)(sizeof *event + event->len);
	}
}

static void evdev_resync(struct evdev_device *device, double now_ms) {
	struct decoder_state state;
	if (evdev_query_state(device->fd, device->decoder.kind, &state) == 0)
		decoder_sync(&device->decoder, &state, now_ms);
	else
		decoder_release(&device->decoder, now_ms);
}

/* Returns 0 or -errno when the device is gone. */
static int evdev_read(struct evdev_device *device, double now_ms) {
	struct input_event events[READ_EVENTS];
	ssize_t size = read(device->fd, events, sizeof events);
	if (size < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < (size_t)size / sizeof *events; i++) {
		if (decoder_feed(&device->decoder, &events[i]))
			evdev_resync(device, now_ms);
	}
	return size == 0 ? -ENODEV : 0;
}

int evdev_init(struct evdev *evdev, const char *folder, const struct decoder_keys *keys, const struct evdev_callbacks *callbacks) {
	*evdev = (struct evdev){.epoll_fd = -1, .inotify_fd = -1, .keys = *keys, .callbacks = *callbacks};
	if (strlen(folder) >= sizeof evdev->folder)
		return -ENAMETOOLONG;
	snprintf(evdev->folder, sizeof evdev->folder, "%s", folder);
	evdev->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	evdev->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	int rc = evdev->epoll_fd < 0 || evdev->inotify_fd < 0 ? -errno : evdev_watch(evdev, evdev->inotify_fd, NULL);
	if (rc < 0)
		evdev_destroy(evdev);
	return rc;
}

void evdev_destroy(struct evdev *evdev) {
	for (int i = 0; i < EVDEV_MAX_DEVICES; i++) {
		if (!evdev->devices[i])
			continue;
		close(evdev->devices[i]->fd);
		free(evdev->devices[i]);
		evdev->devices[i] = NULL;
	}
	if (evdev->inotify_fd >= 0)
		close(evdev->inotify_fd);
	if (evdev->epoll_fd >= 0)
		close(evdev->epoll_fd);
	evdev->epoll_fd = evdev->inotify_fd = -1;
}

int evdev_fd(const struct evdev *evdev) {
	return evdev->epoll_fd;
}

double evdev_due_ms(const struct evdev *evdev) {
	return evdev->rescan_ms;
}

void evdev_dispatch(struct evdev *evdev, double now_ms) {
	if (now_ms >= evdev->rescan_ms) {
		// The first time may be during boot.
		bool is_first = evdev->rescan_ms == 0;
		evdev_watch_folder(evdev, now_ms);
		evdev_scan(evdev, !is_first, now_ms);
	}
	struct epoll_event event;
	// One at a time: handling one may remove another.
	for (int round = 0; round < EVDEV_ROUNDS && epoll_wait(evdev->epoll_fd, &event, 1, 0) == 1; round++) {
		struct evdev_device *device = event.data.ptr;
		if (!device)
			evdev_read_folder(evdev, now_ms);
		else if (evdev_read(device, now_ms) < 0)
			evdev_remove(evdev, device, now_ms);
	}
}
