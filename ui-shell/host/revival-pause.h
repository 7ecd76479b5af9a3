/* How long to wait before a dead web process is started again, and before a page that cannot be reached is asked for again. Pure. */
#ifndef ALONGSIDE_REVIVAL_PAUSE_H
#define ALONGSIDE_REVIVAL_PAUSE_H

/* First pause after a crash; doubled with each one that follows soon. */
#define REVIVAL_FIRST_PAUSE_MS 100
#define REVIVAL_LONGEST_PAUSE_MS 10000
/* A web process that lived this long was well: pauses start from the first again. */
#define REVIVAL_HEALTHY_MS 30000

/* After a pause of `last_ms` (0: none yet) the process lived for `lived_ms`. */
static inline int revival_pause(int last_ms, double lived_ms) {
	if (last_ms == 0 || lived_ms >= REVIVAL_HEALTHY_MS)
		return REVIVAL_FIRST_PAUSE_MS;
	return last_ms * 2 > REVIVAL_LONGEST_PAUSE_MS ? REVIVAL_LONGEST_PAUSE_MS : last_ms * 2;
}

/* First pause after a page could not be reached; doubled with each one that follows. */
#define REVIVAL_FIRST_RETRY_MS 1000

/* After a pause of `last_ms` (0: none yet) the page cannot be reached again. */
static inline int revival_retry(int last_ms, int longest_ms) {
	int next_ms = last_ms == 0 ? REVIVAL_FIRST_RETRY_MS : last_ms * 2;
	return next_ms > longest_ms ? longest_ms : next_ms;
}

#endif
