/* The physical event devices of a folder, read as they come and go. Nothing is ever grabbed: the compositor sees everything too. */
#ifndef ALONGSIDE_EVDEV_H
#define ALONGSIDE_EVDEV_H

#include <stdbool.h>
#include <sys/types.h>

#include "decoder.h"

#define EVDEV_MAX_DEVICES 64
#define EVDEV_MAX_NAME 80

struct evdev_callbacks {
	physical_fn tell;
	/* 1: a virtual device of ours, never read. 0: not ours. -errno: nobody knows, which counts as ours. */
	int (*is_own)(void *data, dev_t number);
	void *data;
};

struct evdev_device {
	int fd;
	dev_t number;
	char name[EVDEV_MAX_NAME];
	struct decoder decoder;
};

struct evdev {
	char folder[200];
	int epoll_fd, inotify_fd;
	double rescan_ms; // INFINITY, or when the folder is looked through again
	struct decoder_keys keys;
	struct evdev_callbacks callbacks;
	struct evdev_device *devices[EVDEV_MAX_DEVICES];
};

/* What an open device is, without asking the kernel: for tests. */
struct evdev_description {
	enum evdev_kind kind;
	struct decoder_axis x, y;
};

/* Begins to watch `folder`; the devices that are there are told by the first dispatch. Returns 0 or -errno. */
int evdev_init(struct evdev *evdev, const char *folder, const struct decoder_keys *keys, const struct evdev_callbacks *callbacks);
void evdev_destroy(struct evdev *evdev);

/* To poll for POLLIN. */
int evdev_fd(const struct evdev *evdev);
/* When dispatch is due although nothing is to be read; INFINITY for never. */
double evdev_due_ms(const struct evdev *evdev);
void evdev_dispatch(struct evdev *evdev, double now_ms);

/* Takes an open file that speaks input_event; it belongs to `evdev` from now on. Returns 0 or -errno, then it is closed. */
int evdev_add(struct evdev *evdev, int fd, dev_t number, const char *name, const struct evdev_description *description, double now_ms);

#endif
