/* input-thread: with pipes for devices, and a kernel that is only a model. Nobody's clock but the thread's own is waited for. */
#include "input-thread.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "kernel-model.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct physical told[200];
static int told_count;
static struct kernel_model kernel;
static int opens, closes, held_at_close;
static double released_ms;

static double now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void tell(void *data, const struct physical *event) {
	pthread_mutex_lock(&lock);
	if (told_count < 200)
		told[told_count++] = *event;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

/* Waits for the next event of this kind; what came before it is forgotten. */
static struct physical wait_for(enum physical_kind kind) {
	struct timespec until;
	struct physical found = {.at_ms = -1};
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 30;
	pthread_mutex_lock(&lock);
	for (int rc = 0; found.at_ms < 0 && rc == 0;) {
		for (int i = 0; i < told_count && found.at_ms < 0; i++) {
			if (told[i].kind != kind)
				continue;
			found = told[i];
			memmove(told, told + i + 1, (size_t)(told_count - i - 1) * sizeof *told);
			told_count -= i + 1;
		}
		if (found.at_ms < 0)
			rc = pthread_cond_timedwait(&changed, &lock, &until);
	}
	pthread_mutex_unlock(&lock);
	CHECK(found.at_ms >= 0);
	return found;
}

static int devices_open(void *data) {
	opens++;
	kernel_init(&kernel);
	return 0;
}

static int devices_fail(void *data) {
	return -EACCES;
}

static int devices_write(void *data, enum hand_device device, const struct input_event *events, size_t count) {
	released_ms = now_ms();
	return kernel_write(&kernel, device, events, count);
}

static void devices_close(void *data) {
	held_at_close = kernel.held;
	closes++;
}

static int devices_is_own(void *data, dev_t number) {
	return 0;
}

static const char end_mark[] = "end-mark-of-the-test";

static struct input_thread *start(double renew_ms, double hold_ms) {
	struct input_thread_options options = {.events = "/nonexistent", .keys = {{KEY_HELP}, 1}, .end_key = KEY_F9, .end_hold_ms = hold_ms, .end_mark = end_mark};
	options.renew_ms = renew_ms;
	options.devices = (struct input_devices){devices_open, devices_write, devices_close, devices_is_own, NULL};
	options.tell = tell;
	told_count = opens = closes = 0;
	struct input_thread *thread = input_thread_create(&options);
	CHECK(thread != NULL);
	CHECK(strstr(wait_for(PHYSICAL_TROUBLE).text, "cannot watch /nonexistent for input devices: No such file or directory") != NULL);
	return thread;
}

/* A device that is a pipe. Returns the end to write to. */
static int plug(struct input_thread *thread, enum evdev_kind kind) {
	int ends[2];
	struct evdev_description description = {kind, {0, 100}, {0, 100}};
	CHECK(pipe(ends) == 0 && input_thread_add(thread, ends[0], "a pipe", &description) == 0);
	struct physical event = wait_for(PHYSICAL_DEVICE);
	CHECK(event.finger % DECODER_CONTACTS == 0 && event.is_pointer == (kind == EVDEV_POINTER || kind == EVDEV_MOUSE));
	CHECK(event.is_present && event.is_touch == evdev_kind_is_touch(kind) && strcmp(event.text, "a pipe") == 0);
	return ends[1];
}

static void send(int fd, int type, int code, int value) {
	struct input_event events[2] = {{.type = (uint16_t)type, .code = (uint16_t)code, .value = value}, {.type = EV_SYN, .code = SYN_REPORT}};
	double at_ms = now_ms();
	for (int i = 0; i < 2; i++) {
		events[i].input_event_sec = (long)(at_ms / 1e3);
		events[i].input_event_usec = (long)((at_ms - (double)events[i].input_event_sec * 1e3) * 1e3);
	}
	CHECK(write(fd, events, sizeof events) == sizeof events);
}

/* Renews until the devices are ready; then holds a finger, a button and a key. */
static void hold_something(struct input_thread *thread) {
	CHECK(input_thread_touch(thread, 0, TOUCH_DOWN, 0, 0) == -ENODEV);
	CHECK(input_thread_open(thread) == 0 && input_thread_open(thread) == 0 && opens == 1);
	for (int waited = 0; waited < 30000; waited += 10) {
		input_thread_renew(thread);
		if (input_thread_touch(thread, 3, TOUCH_DOWN, 0.5, 0.5) == 0)
			break;
		nanosleep(&(struct timespec){0, 10 * 1000 * 1000}, NULL);
	}
	wait_for(PHYSICAL_READY);
	CHECK(input_thread_is_ready(thread));
	CHECK(input_thread_key(thread, KEY_A, true) == 0 && input_thread_button(thread, BTN_LEFT, true) == 0);
	CHECK(input_thread_key(thread, KEY_POWER, true) == -EINVAL && input_thread_wheel(thread, 0, 120) == 0 && input_thread_move(thread, 1, 1) == 0);
	CHECK(kernel.held == 3 && kernel_fingers(&kernel) == 1);
}

static void everything_is_let_go_when_nobody_renews(void) {
	// Longer than the product's 250 ms, so that a busy machine does not let it lapse before it is to.
	struct input_thread *thread = start(3000, 1000);
	hold_something(thread);
	input_thread_renew(thread);
	double renewed_ms = now_ms();
	struct physical lapsed = wait_for(PHYSICAL_LAPSED);
	CHECK(closes == 1 && held_at_close == 0 && lapsed.at_ms >= renewed_ms + 2990 && released_ms >= renewed_ms + 2990);
	printf("released %.2f ms after the lease's end, told %.2f ms after it\n", released_ms - renewed_ms - 3000, lapsed.at_ms - renewed_ms - 3000);
	CHECK(input_thread_touch(thread, 0, TOUCH_DOWN, 0, 0) == -ENODEV && !input_thread_has_ended(thread));
	CHECK(!input_thread_is_ready(thread));
	CHECK(input_thread_open(thread) == 0 && opens == 2 && !input_thread_is_ready(thread));
	input_thread_destroy(thread);
	CHECK(closes == 2);
}

static void the_end_key_ends_it(void) {
	struct input_thread *thread = start(60000, 200);
	int keyboard = plug(thread, EVDEV_KEYS_ONLY);
	hold_something(thread);
	send(keyboard, EV_KEY, KEY_F9, 1);
	double pressed_ms = now_ms();
	struct physical end = wait_for(PHYSICAL_END);
	CHECK(input_thread_has_ended(thread) && closes == 1 && held_at_close == 0 && end.at_ms >= pressed_ms + 190);
	printf("released %.2f ms after the end key's time\n", released_ms - pressed_ms - 200);
	CHECK(input_thread_open(thread) == -ECANCELED);
	// Whoever comes after a process that was ended now knows of it, too.
	struct input_thread_options next_options = {.events = "/nonexistent", .end_mark = end_mark, .renew_ms = 60000, .tell = tell};
	struct input_thread *next = input_thread_create(&next_options);
	CHECK(next && input_thread_has_ended(next) && input_thread_open(next) == -ECANCELED);
	input_thread_clear_end(next);
	CHECK(!input_thread_has_ended(next) && access(end_mark, F_OK) < 0);
	input_thread_destroy(next);
	input_thread_clear_end(thread);
	CHECK(!input_thread_has_ended(thread) && input_thread_open(thread) == 0);
	// Nobody asked to be told of that key.
	for (int i = 0; i < told_count; i++)
		CHECK(told[i].kind != PHYSICAL_KEY);
	input_thread_destroy(thread);
	close(keyboard);
}

static void what_a_person_does_is_told(void) {
	struct input_thread *thread = start(250, 1000);
	int screen = plug(thread, EVDEV_SINGLE), keyboard = plug(thread, EVDEV_KEYS_ONLY);
	send(keyboard, EV_KEY, KEY_B, 1);
	send(keyboard, EV_KEY, KEY_HELP, 1);
	struct physical key = wait_for(PHYSICAL_KEY);
	CHECK(key.code == KEY_HELP && key.is_down && key.at_ms <= now_ms() && key.at_ms > now_ms() - 30000);
	send(screen, EV_KEY, BTN_TOUCH, 1);
	struct physical touch = wait_for(PHYSICAL_TOUCH);
	CHECK(touch.phase == TOUCH_DOWN && touch.finger == 0);
	// Unplugged while pressed.
	close(screen);
	touch = wait_for(PHYSICAL_TOUCH);
	CHECK(touch.phase == TOUCH_UP && !wait_for(PHYSICAL_DEVICE).is_present);
	close(keyboard);
	key = wait_for(PHYSICAL_KEY);
	CHECK(key.code == KEY_HELP && !key.is_down && !wait_for(PHYSICAL_DEVICE).is_present);
	input_thread_destroy(thread);
}

static void many_devices_and_none_too_many(void) {
	struct input_thread *thread = start(250, 1000);
	int ends[EVDEV_MAX_DEVICES];
	for (int i = 0; i < EVDEV_MAX_DEVICES; i++)
		ends[i] = plug(thread, EVDEV_SINGLE);
	int more[2];
	struct evdev_description description = {EVDEV_MOUSE, {0, 0}, {0, 0}};
	CHECK(pipe(more) == 0 && input_thread_add(thread, more[0], "one more", &description) == -ENOMEM);
	close(more[1]);
	send(ends[63], EV_KEY, BTN_TOUCH, 1);
	CHECK(wait_for(PHYSICAL_TOUCH).finger == 63 * DECODER_CONTACTS);
	input_thread_destroy(thread);
	for (int i = 0; i < EVDEV_MAX_DEVICES; i++)
		close(ends[i]);
}

static void without_uinput_there_is_an_error(void) {
	struct input_thread_options options = {.events = "/nonexistent", .renew_ms = 250, .tell = tell};
	options.devices = (struct input_devices){devices_fail, devices_write, devices_close, devices_is_own, NULL};
	struct input_thread *thread = input_thread_create(&options);
	CHECK(input_thread_open(thread) == -EACCES && input_thread_release(thread) == -ENODEV);
	input_thread_close(thread);
	input_thread_renew(thread);
	input_thread_destroy(thread);
	input_thread_destroy(NULL);
}

int main(void) {
	everything_is_let_go_when_nobody_renews();
	the_end_key_ends_it();
	what_a_person_does_is_told();
	many_devices_and_none_too_many();
	without_uinput_there_is_an_error();
	return check_failures();
}
