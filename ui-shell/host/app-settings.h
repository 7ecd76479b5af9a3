/* What the operator says of the app: where its page lies, and where links may lead. Pure. */
#ifndef ALONGSIDE_APP_SETTINGS_H
#define ALONGSIDE_APP_SETTINGS_H

struct app_settings {
	char **origins; // the page's own first; ends with NULL
	char *fault;    // what is wrong, where, and what would be right; NULL when nothing is
};

/* @param origins a list with white space between, or NULL */
void app_settings_init(struct app_settings *settings, const char *url, const char *origins);
void app_settings_destroy(struct app_settings *settings);

#endif
