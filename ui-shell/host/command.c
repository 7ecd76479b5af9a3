#include "command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "notify.h"
#include "page-message.h"

/* In the child: it never outlives us, however we end. */
static void on_child(gpointer data) {
	prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/* Its own status is not passed on: some numbers tell the supervisor to give up. */
static void on_exit_of(GPid pid, gint status, gpointer data) {
	struct command *command = data;
	command->watch = 0;
	command->pid = 0;
	command->status = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	fprintf(stderr, "host: the program ended with %s %d\n", WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	g_main_loop_quit(command->loop);
}

static void on_daemon_connected(void *data) {
	struct command *command = data;
	char label[PAGE_LABEL_BYTES];
	page_label_clean(command->label, label);
	cJSON *message = link_message("app/context");
	cJSON_AddStringToObject(message, "app", label);
	cJSON_AddStringToObject(message, "page", "");
	daemon_link_send(&command->daemon, message);
}

static void on_daemon_message(void *data, const char *type, const cJSON *message) {
	struct command *command = data;
	if (strcmp(type, "app/reset") != 0)
		return;
	fprintf(stderr, "host: the app begins anew\n");
	g_main_loop_quit(command->loop);
}

static const struct daemon_link_client daemon_client = {on_daemon_connected, on_daemon_message};

static int command_spawn(struct command *command) {
	GError *error = NULL;
	GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;
	if (!g_spawn_async(NULL, command->args->command, NULL, flags, on_child, NULL, &command->pid, &error)) {
		fprintf(stderr, "host: the program cannot be started: %s\n", error->message);
		g_error_free(error);
		return -ENOENT;
	}
	command->watch = g_child_watch_add(command->pid, on_exit_of, command);
	return 0;
}

int command_init(struct command *command, const struct args *args, GMainLoop *loop) {
	*command = (struct command){.args = args, .loop = loop};
	command->label = args->label ? g_strdup(args->label) : g_path_get_basename(args->command[0]);
	int rc = command_spawn(command);
	if (rc < 0)
		return rc;
	rc = daemon_link_init(&command->daemon, args->daemon, "app/hello", &daemon_client, command);
	if (rc < 0)
		fprintf(stderr, "host: --daemon: %s\n", strerror(-rc));
	else
		notify_send("READY=1");
	return rc;
}

void command_destroy(struct command *command) {
	g_clear_handle_id(&command->watch, g_source_remove);
	if (command->pid)
		kill(command->pid, SIGTERM);
	if (command->daemon.link)
		daemon_link_destroy(&command->daemon);
	g_clear_pointer(&command->label, g_free);
}
