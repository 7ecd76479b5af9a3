/* Pages that the host carries itself. */
#ifndef ALONGSIDE_PAGES_H
#define ALONGSIDE_PAGES_H

#include "words.h"

/* The panel before the daemon is there: a swipe always shows something kind. */
extern const char pages_starting[];

/* The app's pages; free with g_free. Before its own page: quiet at first, for a moment is the rule. */
char *pages_app_starting(const struct words *words);
/* While its own page cannot be reached. */
char *pages_app_unreachable(const struct words *words);
/* While its settings cannot be used; `fault` is for who repairs it. */
char *pages_app_unusable(const struct words *words, const char *fault);

#endif
