#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"host --role=shell --daemon SOCKET --app-socket SOCKET --app-gid GID --face FILE [--no-sandbox]\n"
	"host --role=app --daemon SOCKET --url URL [--label LABEL] [--origins \"ORIGIN...\"] [--keyboard touch|none] [--hung-seconds N] [--no-sandbox]\n"
	"  --origins       where links may lead beside the origin of URL, such as \"https://pay.example.org https://*.example.com\"\n"
	"  --keyboard      touch: keys on the screen for a field that a finger is in; none is the default\n"
	"  --hung-seconds  a page that hangs for so long is loaded anew, 30 when not given, 0: never\n"
	"host --role=command --daemon SOCKET [--label LABEL] -- PROGRAM [ARGUMENT]...\n"
	"  --no-sandbox    only for a chroot without user namespaces: web processes run unconfined\n";

/* An app may have its reasons; its customer has gone by then. */
#define HUNG_S 30

enum { ROLE = 1, DAEMON, APP_SOCKET, APP_GID, FACE, URL, LABEL, ORIGINS, KEYBOARD, HUNG_SECONDS, NO_SANDBOX };

static const struct option options[] = {
	{"role", required_argument, NULL, ROLE},
	{"daemon", required_argument, NULL, DAEMON},
	{"app-socket", required_argument, NULL, APP_SOCKET},
	{"app-gid", required_argument, NULL, APP_GID},
	{"face", required_argument, NULL, FACE},
	{"url", required_argument, NULL, URL},
	{"label", required_argument, NULL, LABEL},
	{"origins", required_argument, NULL, ORIGINS},
	{"keyboard", required_argument, NULL, KEYBOARD},
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
	static const char *const names[] = {[ROLE_SHELL] = "shell", [ROLE_APP] = "app", [ROLE_COMMAND] = "command"};
	for (size_t role = 0; role < sizeof names / sizeof *names; role++)
		if (strcmp(text, names[role]) == 0) {
			args->role = (enum args_role)role;
			return 0;
		}
	return args_refuse("--role is shell, app or command");
}

static int args_read_keyboard(struct args *args, const char *text) {
	args->has_keyboard = strcmp(text, "touch") == 0;
	return args->has_keyboard || strcmp(text, "none") == 0 ? 0 : args_refuse("--keyboard (KIOSK_APP_KEYBOARD) is touch or none");
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
	case ORIGINS: args->origins = optarg; return 0;
	case KEYBOARD: return args_read_keyboard(args, optarg);
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
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1)
		if ((rc = args_take(args, option)) < 0)
			return rc;
	args->command = argv + optind;
	if ((optind < argc && args->role != ROLE_COMMAND) || (int)args->role == -1 || !args->daemon)
		return args_refuse("--role and --daemon are needed, and nothing but options");
	if (args->role == ROLE_SHELL && (!args->app_socket || args->app_gid == (gid_t)-1 || !args->face))
		return args_refuse("role shell needs --app-socket, --app-gid and --face");
	if (args->role == ROLE_APP && !args->url)
		return args_refuse("role app needs --url");
	if (args->role == ROLE_COMMAND && !*args->command)
		return args_refuse("role command needs a program after --");
	return 0;
}
