/* Texts that wait to be typed, one after the other, and keys that came after them. Pure: who types tells how far it came. */
#ifndef ALONGSIDE_TYPING_H
#define ALONGSIDE_TYPING_H

#include <stdbool.h>
#include <stddef.h>

/* Of UTF-8, waiting or half typed; a key counts as one. */
#define TYPING_MAX_BYTES (64 * 1024)

struct typing_item;

struct typing {
	struct typing_item *first, *last;
	const char *rest; // of the first text, "" of a key; NULL when nothing waits
	size_t bytes;
};

/* Returns 0, -EILSEQ for a text with characters that cannot be typed, -ENOBUFS when too much waits already, or -ENOMEM. */
int typing_add(struct typing *typing, long serial, const char *text);
/* A key behind the texts that wait. Returns as typing_add. */
int typing_add_key(struct typing *typing, int code, bool is_down);
static inline bool typing_is_empty(const struct typing *typing) {
	return typing->rest == NULL;
}
/* All of the first text has gone out. */
static inline bool typing_is_through(const struct typing *typing) {
	return typing->rest && *typing->rest == '\0';
}
/* Takes the first text away, returns its serial and goes on with the next. */
long typing_finish(struct typing *typing);
/* Takes a key away that is the first. Returns false when a text is, or nothing. */
bool typing_take_key(struct typing *typing, int *code, bool *is_down);
/* Takes away what is the first, however far it came. Returns the serial of a text, -1 of a key. */
long typing_drop(struct typing *typing);
/* Forgets all. Returns how many there were. */
int typing_clear(struct typing *typing);

#endif
