/* The command line. */
#ifndef ALONGSIDE_ARGS_H
#define ALONGSIDE_ARGS_H

#include <stdbool.h>
#include <sys/types.h>

#define ARGS_MAX_ORIGINS 16

enum args_role { ROLE_SHELL, ROLE_APP };

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
	const char *label; // NULL: the page's title
	const char *origins[ARGS_MAX_ORIGINS];
	int origin_count;
	int hung_s; // a page that hangs for so long is loaded anew; 0: never
};

/* Returns 0, or -EINVAL after it has said on stderr what would have been right. The strings stay argv's. */
int args_parse(struct args *args, int argc, char **argv);

#endif
