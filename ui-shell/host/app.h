/* Role app: the operator's page, full screen, and its labels for the daemon. */
#ifndef ALONGSIDE_APP_H
#define ALONGSIDE_APP_H

#include "app-settings.h"
#include "args.h"
#include "daemon-link.h"
#include "page-message.h"
#include "toplevel.h"
#include "words.h"

struct app {
	const struct args *args;
	struct app_settings settings;
	const struct words *words;
	struct wayland wayland;
	struct view *view;
	struct pane pane;
	struct toplevel toplevel;
	struct daemon_link daemon;
	char label[PAGE_LABEL_BYTES], page[PAGE_LABEL_BYTES]; // as last reported
};

/* Returns 0 or -errno after it has said on stderr what is missing. */
int app_init(struct app *app, const struct args *args);
void app_destroy(struct app *app);

#endif
