#include "args.h"

#include <errno.h>
#include <string.h>

#include "check.h"

#define PARSE(args, ...) parse(args, (char *[]){"host", __VA_ARGS__, NULL})

static int parse(struct args *args, char **argv) {
	int argc = 0;
	while (argv[argc])
		argc++;
	return args_parse(args, argc, argv);
}

static void reads_both_roles(void) {
	struct args args;
	CHECK(PARSE(&args, "--role=shell", "--daemon", "/d", "--app-socket", "/a", "--app-gid", "902", "--face", "/f") == 0);
	CHECK(args.role == ROLE_SHELL && args.app_gid == 902 && args.is_sandboxed && strcmp(args.face, "/f") == 0);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--origins", "http://y http://z", "--no-sandbox") == 0);
	CHECK(!args.has_keyboard);
	CHECK(args.role == ROLE_APP && strcmp(args.origins, "http://y http://z") == 0 && !args.is_sandboxed && !args.label);
	CHECK(args.hung_s == 30);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--hung-seconds", "0") == 0 && args.hung_s == 0);
}

static void knows_whether_keys_are_on_the_screen(void) {
	struct args args;
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--keyboard", "touch") == 0 && args.has_keyboard);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--keyboard", "none") == 0 && !args.has_keyboard);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--keyboard", "") == -EINVAL);
}

static void leaves_a_program_its_arguments(void) {
	struct args args;
	// The command is a part of these: they live as long as args.
	char *marked[] = {"host", "--role=command", "--daemon", "/d", "--label", "Game", "--", "game", "--url", "x", NULL};
	char *plain[] = {"host", "--role=command", "--daemon", "/d", "game", "--url", "x", NULL};
	CHECK(parse(&args, marked) == 0);
	CHECK(args.role == ROLE_COMMAND && !args.url && strcmp(args.command[0], "game") == 0 && strcmp(args.command[1], "--url") == 0);
	CHECK(parse(&args, plain) == 0);
	CHECK(!args.url && strcmp(args.command[2], "x") == 0 && !args.command[3]);
	CHECK(PARSE(&args, "--role=command", "--daemon", "/d", "--") == -EINVAL);
}

static void refuses_what_is_wrong(void) {
	struct args args;
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d") == -EINVAL);
	CHECK(PARSE(&args, "--role=desk", "--daemon", "/d", "--url", "http://x/") == -EINVAL);
	CHECK(PARSE(&args, "--role=app", "--url", "http://x/") == -EINVAL);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "more") == -EINVAL);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--token", "t") == -EINVAL);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--hung-seconds", "3601") == -EINVAL);
	CHECK(PARSE(&args, "--role=app", "--daemon", "/d", "--url", "http://x/", "--hung-seconds", "1 m") == -EINVAL);
	CHECK(PARSE(&args, "--role=shell", "--daemon", "/d", "--app-socket", "/a", "--app-gid", "kiosk", "--face", "/f") == -EINVAL);
	CHECK(PARSE(&args, "--role=shell", "--daemon", "/d", "--app-socket", "/a", "--face", "/f") == -EINVAL);
}

int main(void) {
	check("reads the command line of both roles", reads_both_roles);
	check("knows whether keys are on the screen", knows_whether_keys_are_on_the_screen);
	check("leaves a program in the app's place its own arguments", leaves_a_program_its_arguments);
	check("refuses what is missing, unknown or wrong", refuses_what_is_wrong);
	return 0;
}
