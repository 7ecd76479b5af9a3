/* The command line. */
#ifndef ALONGSIDE_ARGS_H
#define ALONGSIDE_ARGS_H

#include <stdbool.h>
#include <sys/types.h>

enum args_role { ROLE_SHELL, ROLE_APP, ROLE_COMMAND };

struct args {
	enum args_role role;
	const char *daemon;
	bool is_sandboxed;
	// role shell
	const char *app_socket;
	gid_t app_gid;
	const char *face;
	// role app
	const char *url;
	const char *label; // NULL: the page's title, or the program's name
	const char *origins; // a list with white space between, or NULL
	bool has_keyboard;   // on the screen
	int hung_s; // a page that hangs for so long is loaded anew; 0: never
	// role command
	char **command; // the program and its arguments; ends with NULL
};

/* Returns 0, or -EINVAL after it has said on stderr what would have been right. The strings stay argv's. */
int args_parse(struct args *args, int argc, char **argv);

#endif
