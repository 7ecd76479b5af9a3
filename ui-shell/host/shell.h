/* Role shell: the edge strip, the help panel with the box and the face, and the app's door to the compositor. */
#ifndef ALONGSIDE_SHELL_H
#define ALONGSIDE_SHELL_H

#include "args.h"
#include "daemon-link.h"
#include "edge.h"
#include "panel.h"
#include "security-context.h"

struct shell {
	const struct args *args;
	struct wayland wayland;
	struct security_context security_context;
	struct view *view;
	struct pane pane;
	struct panel panel;
	struct edge edge;
	struct daemon_link daemon;
	char *token; // of the page that is loaded
};

/* Returns 0 or -errno after it has said on stderr what is missing. */
int shell_init(struct shell *shell, const struct args *args);
void shell_destroy(struct shell *shell);

#endif
