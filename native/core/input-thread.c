#include "input-thread.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "end-key.h"

struct input_thread {
	struct input_thread_options options;
	pthread_t thread;
	int wake_fd;
	atomic_bool has_ended;

	pthread_mutex_t lock; // guards everything below; the thread lets go of it only to wait
	bool is_stopping;
	struct evdev evdev;
	struct end_key end_key;
	struct hand_lease lease;
};

static double input_thread_now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void input_thread_wake(struct input_thread *thread) {
	// Full means that it is awake already.
	if (write(thread->wake_fd, &(uint64_t){1}, sizeof(uint64_t)) < 0)
		return;
}

static void input_thread_tell(struct input_thread *thread, enum physical_kind kind) {
	struct physical event = {.kind = kind, .at_ms = input_thread_now_ms()};
	thread->options.tell(thread->options.data, &event);
}

/* The process may be ended before its JavaScript has heard of it. */
static void input_thread_mark_end(const char *path) {
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
	if (fd >= 0)
		close(fd);
}

static void input_thread_end(struct input_thread *thread) {
	atomic_store(&thread->has_ended, true);
	hand_lease_shut(&thread->lease);
	input_thread_mark_end(thread->options.end_mark);
	input_thread_tell(thread, PHYSICAL_END);
}

static bool input_thread_is_asked(const struct input_thread *thread, int code) {
	for (int i = 0; i < thread->options.keys.count; i++) {
		if (thread->options.keys.codes[i] == code)
			return true;
	}
	return false;
}

static void input_thread_on_physical(void *data, const struct physical *event) {
	struct input_thread *thread = data;
	bool is_key = event->kind == PHYSICAL_KEY;
	if (!is_key || input_thread_is_asked(thread, event->code))
		thread->options.tell(thread->options.data, event);
	if (is_key && event->code == thread->options.end_key && end_key_event(&thread->end_key, event->is_down, event->at_ms))
		input_thread_end(thread);
}

static int input_thread_is_own(void *data, dev_t number) {
	struct input_thread *thread = data;
	return thread->options.devices.is_own(thread->options.devices.data, number);
}

/* What the clock brings. Returns when it is due again. */
static double input_thread_step(struct input_thread *thread) {
	double now_ms = input_thread_now_ms();
	// First what was read, so that a key let go in time is no end.
	evdev_dispatch(&thread->evdev, now_ms);
	if (end_key_check(&thread->end_key, now_ms))
		input_thread_end(thread);
	enum hand_lease_news news = hand_lease_step(&thread->lease, now_ms);
	if (news != HAND_LEASE_SAME)
		input_thread_tell(thread, news == HAND_LEASE_LAPSED ? PHYSICAL_LAPSED : PHYSICAL_READY);
	return fmin(hand_lease_due_ms(&thread->lease), fmin(thread->end_key.due_ms, evdev_due_ms(&thread->evdev)));
}

static int input_thread_timeout(double due_ms) {
	double left_ms = due_ms - input_thread_now_ms();
	return isinf(due_ms) ? -1 : left_ms <= 0 ? 0 : (int)ceil(fmin(left_ms, 60000));
}

static void *input_thread_run(void *data) {
	struct input_thread *thread = data;
	pthread_setname_np(pthread_self(), "input");
	pthread_mutex_lock(&thread->lock);
	while (!thread->is_stopping) {
		struct pollfd fds[] = {{.fd = evdev_fd(&thread->evdev), .events = POLLIN}, {.fd = thread->wake_fd, .events = POLLIN}};
		int timeout = input_thread_timeout(input_thread_step(thread));
		pthread_mutex_unlock(&thread->lock);
		poll(fds, 2, timeout);
		uint64_t wakes;
		if (read(thread->wake_fd, &wakes, sizeof wakes) < 0)
			wakes = 0; // nobody woke it
		pthread_mutex_lock(&thread->lock);
	}
	hand_lease_shut(&thread->lease);
	pthread_mutex_unlock(&thread->lock);
	return NULL;
}

/* With all signals blocked: they are for the main thread. Returns 0 or -errno. */
static int input_thread_begin(struct input_thread *thread) {
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = -pthread_create(&thread->thread, NULL, input_thread_run, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static int input_thread_init(struct input_thread *thread, const struct input_thread_options *options) {
	struct evdev_callbacks callbacks = {input_thread_on_physical, input_thread_is_own, thread};
	struct decoder_keys keys = options->keys;
	thread->options = *options;
	if (options->end_key > 0 && !input_thread_is_asked(thread, options->end_key)) {
		if (keys.count == DECODER_MAX_KEYS)
			return -E2BIG;
		keys.codes[keys.count++] = options->end_key;
	}
	end_key_init(&thread->end_key, options->end_hold_ms);
	atomic_store(&thread->has_ended, options->end_mark && access(options->end_mark, F_OK) == 0);
	hand_lease_init(&thread->lease, &options->devices, options->renew_ms);
	thread->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (thread->wake_fd < 0)
		return -errno;
	int rc = evdev_init(&thread->evdev, options->events, &keys, &callbacks);
	rc = rc < 0 ? rc : input_thread_begin(thread);
	if (rc < 0) {
		evdev_destroy(&thread->evdev);
		close(thread->wake_fd);
	}
	return rc;
}

struct input_thread *input_thread_create(const struct input_thread_options *options) {
	struct input_thread *thread = calloc(1, sizeof *thread);
	if (!thread)
		return NULL;
	pthread_mutex_init(&thread->lock, NULL);
	int rc = input_thread_init(thread, options);
	if (rc == 0)
		return thread;
	pthread_mutex_destroy(&thread->lock);
	free(thread);
	errno = -rc;
	return NULL;
}

void input_thread_destroy(struct input_thread *thread) {
	if (!thread)
		return;
	pthread_mutex_lock(&thread->lock);
	thread->is_stopping = true;
	pthread_mutex_unlock(&thread->lock);
	input_thread_wake(thread);
	pthread_join(thread->thread, NULL);
	evdev_destroy(&thread->evdev);
	close(thread->wake_fd);
	pthread_mutex_destroy(&thread->lock);
	free(thread);
}

int input_thread_open(struct input_thread *thread) {
	pthread_mutex_lock(&thread->lock);
	// After an end key there are no devices, and so none that are there already.
	int rc = atomic_load(&thread->has_ended) ? -ECANCELED : hand_lease_open(&thread->lease, input_thread_now_ms);
	pthread_mutex_unlock(&thread->lock);
	input_thread_wake(thread);
	return rc;
}

void input_thread_close(struct input_thread *thread) {
	pthread_mutex_lock(&thread->lock);
	hand_lease_shut(&thread->lease);
	pthread_mutex_unlock(&thread->lock);
}

void input_thread_renew(struct input_thread *thread) {
	pthread_mutex_lock(&thread->lock);
	hand_lease_renew(&thread->lease, input_thread_now_ms());
	pthread_mutex_unlock(&thread->lock);
}

bool input_thread_is_ready(struct input_thread *thread) {
	pthread_mutex_lock(&thread->lock);
	bool is_ready = thread->lease.is_ready;
	pthread_mutex_unlock(&thread->lock);
	return is_ready;
}

bool input_thread_has_ended(const struct input_thread *thread) {
	return atomic_load(&thread->has_ended);
}

void input_thread_clear_end(struct input_thread *thread) {
	atomic_store(&thread->has_ended, false);
	if (thread->options.end_mark)
		unlink(thread->options.end_mark);
}

#define WITH_HAND(thread, call)                                      \
	pthread_mutex_lock(&(thread)->lock);                         \
	int rc = (thread)->lease.is_ready ? (call) : -ENODEV;              \
	pthread_mutex_unlock(&(thread)->lock);                       \
	return rc

int input_thread_touch(struct input_thread *thread, int finger, enum touch_phase phase, double x, double y) {
	WITH_HAND(thread, hand_touch(&thread->lease.hand, finger, phase, x, y));
}

int input_thread_move(struct input_thread *thread, double x, double y) {
	WITH_HAND(thread, hand_move(&thread->lease.hand, x, y));
}

int input_thread_button(struct input_thread *thread, int code, bool is_down) {
	WITH_HAND(thread, hand_button(&thread->lease.hand, code, is_down));
}

int input_thread_wheel(struct input_thread *thread, int dx, int dy) {
	WITH_HAND(thread, hand_wheel(&thread->lease.hand, dx, dy));
}

int input_thread_key(struct input_thread *thread, int code, bool is_down) {
	WITH_HAND(thread, hand_key(&thread->lease.hand, code, is_down));
}

int input_thread_release(struct input_thread *thread) {
	WITH_HAND(thread, hand_release(&thread->lease.hand));
}

int input_thread_add(struct input_thread *thread, int fd, const char *name, const struct evdev_description *description) {
	pthread_mutex_lock(&thread->lock);
	int rc = evdev_add(&thread->evdev, fd, 0, name, description, input_thread_now_ms());
	pthread_mutex_unlock(&thread->lock);
	input_thread_wake(thread);
	return rc;
}
