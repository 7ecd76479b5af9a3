/* Pages that the host carries itself. */
#ifndef ALONGSIDE_PAGES_H
#define ALONGSIDE_PAGES_H

/* The panel before the daemon is there: a swipe always shows something kind. */
extern const char pages_starting[];
/* The app while its page cannot be reached. */
extern const char pages_unreachable[];

#endif
