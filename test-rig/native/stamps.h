/* The floor of the benchmarks: how old a stamp in the picture is when a local capture has it. */
#ifndef ALONGSIDE_STAMPS_H
#define ALONGSIDE_STAMPS_H

#include <time.h>

#include "box.h"

struct stamps_options {
	/* Where a page drew the cells of protocol/strip.ts: STRIP_BITS cells of width / STRIP_BITS pixels, read in the middle row. */
	struct box rect;
	/* The clock of the stamps. A page knows the wall clock only: its time is Date.now() in units of 0.1 ms modulo 2^32. */
	clockid_t clock;
	double seconds; // 0: until SIGTERM or SIGINT
};

/* Prints {"frame","ageMs","atMs"} for each new stamp and a summary {"stamps","fps","p50","p95","unreadable"} at last. Exit status. */
int stamps_run(const struct stamps_options *options);

#endif
