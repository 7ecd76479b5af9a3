/* The kiosk's input devices on a thread of their own: physical ones are read, virtual ones are made, and let go of when somebody holds
 * the end key or nobody renews, whatever the rest of the process does. Any thread may call. */
#ifndef ALONGSIDE_INPUT_THREAD_H
#define ALONGSIDE_INPUT_THREAD_H

#include <stdbool.h>

#include "evdev.h"
#include "hand-lease.h"

struct input_thread_options {
	const char *events; // folder of the event devices
	struct decoder_keys keys;
	int end_key; // 0 for none
	double end_hold_ms, renew_ms;
	/* A file in memory that stands for an end key until it is cleared: the next process must know of it, too. NULL for none. */
	const char *end_mark;
	struct input_devices devices; // all called under the thread's lock
	/* Called on the thread, under its lock. */
	physical_fn tell;
	void *data;
};

struct input_thread;

/* Starts the thread. Returns NULL with errno. */
struct input_thread *input_thread_create(const struct input_thread_options *options);
/* Ends the thread: everything is released and the virtual devices are gone. NULL does nothing. */
void input_thread_destroy(struct input_thread *thread);

/* Makes the virtual devices. Returns 0 (also while they are there), -ECANCELED after an end key, or -errno. */
int input_thread_open(struct input_thread *thread);
/* Releases everything and destroys them. */
void input_thread_close(struct input_thread *thread);
void input_thread_renew(struct input_thread *thread);
/* Whether the virtual devices take events. What was told before may be older than they are. */
bool input_thread_is_ready(struct input_thread *thread);
bool input_thread_has_ended(const struct input_thread *thread);
void input_thread_clear_end(struct input_thread *thread);

/* Each returns 0, -ENODEV while the virtual devices are not ready, -EINVAL for what they do not have, or -errno of the kernel. */
int input_thread_touch(struct input_thread *thread, int finger, enum touch_phase phase, double x, double y);
int input_thread_move(struct input_thread *thread, double x, double y);
int input_thread_button(struct input_thread *thread, int code, bool is_down);
int input_thread_wheel(struct input_thread *thread, int dx, int dy);
int input_thread_key(struct input_thread *thread, int code, bool is_down);
/* Lifts every finger, button and key. */
int input_thread_release(struct input_thread *thread);

/* evdev_add for tests. */
int input_thread_add(struct input_thread *thread, int fd, const char *name, const struct evdev_description *description);

#endif
