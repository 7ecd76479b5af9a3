/* The WPE host: `--role=shell` shows help, `--role=app` the operator's page, `--role=command` lets another program do that. */
#include <glib-unix.h>
#include <stdlib.h>

#include "app.h"
#include "args.h"
#include "command.h"
#include "notify.h"
#include "shell.h"

/* EX_USAGE of sysexits.h: a wrong command line will not heal by another start. */
#define EXIT_USAGE 64

static gboolean on_watchdog(gpointer data) {
	notify_send("WATCHDOG=1");
	return G_SOURCE_CONTINUE;
}

static gboolean on_signal(gpointer loop) {
	g_main_loop_quit(loop);
	return G_SOURCE_CONTINUE;
}

/* Before anything else: a signal that comes while things begin is not lost, it ends the loop as soon as that runs. */
static GMainLoop *loop_new(void) {
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGTERM, on_signal, loop);
	g_unix_signal_add(SIGINT, on_signal, loop);
	return loop;
}

static void run(GMainLoop *loop) {
	if (notify_watchdog_ms() >= 1)
		g_timeout_add((guint)notify_watchdog_ms(), on_watchdog, NULL); // a main loop that hangs is ended by the supervisor
	g_main_loop_run(loop);
}

static int run_shell(const struct args *args, GMainLoop *loop) {
	static struct shell shell;
	int rc = shell_init(&shell, args);
	if (rc == 0)
		run(loop);
	shell_destroy(&shell);
	return rc;
}

static int run_app(const struct args *args, GMainLoop *loop) {
	static struct app app;
	int rc = app_init(&app, args);
	if (rc == 0)
		run(loop);
	app_destroy(&app);
	return rc;
}

static int run_command(const struct args *args, GMainLoop *loop) {
	static struct command command;
	int rc = command_init(&command, args, loop);
	if (rc == 0)
		run(loop);
	command_destroy(&command);
	return rc == 0 ? command.status : EXIT_FAILURE;
}

int main(int argc, char **argv) {
	struct args args;
	if (args_parse(&args, argc, argv) < 0)
		return EXIT_USAGE;
	GMainLoop *loop = loop_new();
	if (args.role == ROLE_COMMAND)
		return run_command(&args, loop);
	int rc = args.role == ROLE_SHELL ? run_shell(&args, loop) : run_app(&args, loop);
	g_main_loop_unref(loop);
	return rc == 0 ? EXIT_SUCCESS : WAYLAND_LOST_EXIT;
}
