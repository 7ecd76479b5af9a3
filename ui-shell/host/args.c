#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"host --role=shell --daemon SOCKET --app-socket SOCKET --app-gid GID --face FILE [--no-sandbox]\n"
	"host --role=app --daemon SOCKET --url URL [--label LABEL] [--allow-origin ORIGIN]... [--hung-seconds N] [--no-sandbox]\n"
	"  --hung-seconds  a page that hangs for so long is loaded anew, 30 when not given, 0: never\n"
	"  --no-sandbox  only for a chroot without user namespaces: web processes run unconfined\n";

/* An app may have its reasons; its customer has gone by then. */
#define HUNG_S 30

enum { ROLE = 1, DAEMON, APP_SOCKET, APP_GID, FACE, URL, LABEL, ALLOW_ORIGIN, HUNG_SECONDS, NO_SANDBOX };

static const struct option options[] = {
	{"role", required_argument, NULL, ROLE},
	{"daemon", required_argument, NULL, DAEMON},
	{"app-socket", required_argument, NULL, APP_SOCKET},
	{"app-gid", required_argument, NULL, APP_GID},
	{"face", required_argument, NULL, FACE},
	{"url", required_argument, NULL, URL},
	{"label", required_argument, NULL, LABEL},
	{"allow-origin", required_argument, NULL, ALLOW_ORIGIN},
	{"hung-seconds", required_argument, NULL, HUNG_SECONDS},
	{"no-sandbox", no_argument, NULL, NO_SANDBOX},
	{0},
};

static int args_refuse(const char *why) {
	fprintf(stderr, "host: %s\n%s", why, usage);
	return -EINVAL;
}

static int args_read_gid(struct args *args, const char *text) {
	char *end;
	errno = 0;
	long gid = strtol(text, &end, 10);
	if (errno || end == text || *end || gid < 0 || gid > 0x7fffffff)
		return args_refuse("--app-gid takes a group's number");
	args->app_gid = (gid_t)gid;
	return 0;
}

static int args_read_hung(struct args *args, const char *text) {
	char *end;
	long seconds = strtol(text, &end, 10);
	if (end == text || *end || seconds < 0 || seconds > 3600)
		return args_refuse("--hung-seconds takes 0 to 3600");
	args->hung_s = (int)seconds;
	return 0;
}

static int args_read_role(struct args *args, const char *text) {
	if (strcmp(text, "shell") != 0 && strcmp(text, "app") != 0)
		return args_refuse("--role is shell or app");
	args->role = strcmp(text, "shell") == 0 ? ROLE_SHELL : ROLE_APP;
	return 0;
}

static int args_take(struct args *args, int option) {
	switch (option) {
	case ROLE: return args_read_role(args, optarg);
	case DAEMON: args->daemon = optarg; return 0;
	case APP_SOCKET: args->app_socket = optarg; return 0;
	case APP_GID: return args_read_gid(args, optarg);
	case FACE: args->face = optarg; return 0;
	case URL: args->url = optarg; return 0;
	case LABEL: args->label = optarg; return 0;
	case ALLOW_ORIGIN:
		if (args->origin_count == ARGS_MAX_ORIGINS)
			return args_refuse("--allow-origin may be given 16 times at most");
		args->origins[args->origin_count++] = optarg;
		return 0;
	case HUNG_SECONDS: return args_read_hung(args, optarg);
	case NO_SANDBOX: args->is_sandboxed = false; return 0;
	default: return args_refuse("unknown option");
	}
}

int args_parse(struct args *args, int argc, char **argv) {
	*args = (struct args){.role = -1, .is_sandboxed = true, .app_gid = (gid_t)-1, .hung_s = HUNG_S};
	int option, rc;
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if ((rc = args_take(args, option)) < 0)
			return rc;
	if (optind < argc || (int)args->role == -1 || !args->daemon)
		return args_refuse("--role and --daemon are needed, and nothing but options");
	if (args->role == ROLE_SHELL && (!args->app_socket || args->app_gid == (gid_t)-1 || !args->face))
		return args_refuse("role shell needs --app-socket, --app-gid and --face");
	if (args->role == ROLE_APP && !args->url)
		return args_refuse("role app needs --url");
	return 0;
}
