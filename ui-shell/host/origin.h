/* Where the operator's page may lead: origins, and patterns for all names below a domain. Pure. */
#ifndef ALONGSIDE_ORIGIN_H
#define ALONGSIDE_ORIGIN_H

#include <stdbool.h>

/* "scheme://host:port" of an address in lower case, with the scheme's own port where none is named; NULL when it has no origin. Only
 * file: has an empty host. A pattern, whose host begins with "*.", gives one, too. Free with g_free. */
char *origin_of(const char *uri);
/* Whether `origin` is `pattern`, or a name below it where that begins with "*."; both as origin_of gives them. */
bool origin_fits(const char *pattern, const char *origin);
/* What is wrong with an entry of the list and what would be right, or NULL. */
const char *origin_fault(const char *entry);
/* What is wrong with the address of the operator's page and what would be right, or NULL. */
const char *origin_address_fault(const char *uri);

#endif
