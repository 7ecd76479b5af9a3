/* Whether anything on this machine is being repaired: a folder with one file for each trouble (image/tree, mend). */
#ifndef ALONGSIDE_TROUBLES_H
#define ALONGSIDE_TROUBLES_H

#include <stdbool.h>

struct troubles {
	const char *folder;
	int fd; // readable when something has changed; -1 where there is no such folder
};

void troubles_init(struct troubles *troubles, const char *folder);
void troubles_destroy(struct troubles *troubles);
/* Looks now, and forgets what has changed until now. */
bool troubles_any(struct troubles *troubles);

#endif
