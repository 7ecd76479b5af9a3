/* The virtual devices of the agent's hand, made by the kernel's uinput: a touch screen, a pointer, a keyboard. */
#ifndef ALONGSIDE_UINPUT_H
#define ALONGSIDE_UINPUT_H

#include <sys/types.h>

#include "hand.h"

#define UINPUT_NAME 32

struct uinput {
	int fds[HAND_DEVICES]; // -1 while closed
	char names[HAND_DEVICES][UINPUT_NAME]; // in sysfs; the kernel never gives one twice
};

/* Remembers that nothing is open. */
void uinput_init(struct uinput *uinput);
/* Makes the devices. Returns 0 or -errno, and then there are none. */
int uinput_open(struct uinput *uinput, const char *path);
/* Returns 0 or -errno. */
int uinput_write(struct uinput *uinput, enum hand_device device, const struct input_event *events, size_t count);
/* Destroys the devices; the kernel lets go of whatever they hold. */
void uinput_close(struct uinput *uinput);
/* Whether an event device's number is one of these: 1, 0, or -errno when the kernel does not say. */
int uinput_is_own(const struct uinput *uinput, dev_t number);

#endif
