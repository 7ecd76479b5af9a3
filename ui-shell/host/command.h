/* Role command: any Wayland program in the app's place. The daemon knows it by a label, and can have it begin anew. */
#ifndef ALONGSIDE_COMMAND_H
#define ALONGSIDE_COMMAND_H

#include <glib.h>

#include "args.h"
#include "daemon-link.h"

struct command {
	const struct args *args;
	GMainLoop *loop;
	struct daemon_link daemon;
	char *label;
	GPid pid;
	guint watch;
	int status; // how we end
};

/* Starts the program; `loop` is ended with it, and when it is to begin anew: the supervisor starts both again, in a home that is empty.
 * Returns 0 or -errno after it has said on stderr what is wrong. */
int command_init(struct command *command, const struct args *args, GMainLoop *loop);
/* Ends the program, too. */
void command_destroy(struct command *command);

#endif
