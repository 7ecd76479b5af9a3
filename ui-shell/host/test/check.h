/* The least that a C test needs: a sentence of the contract, and what broke it. */
#ifndef ALONGSIDE_HOST_CHECK_H
#define ALONGSIDE_HOST_CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *check_title = "";

#define CHECK(condition)                                                                                \
	do {                                                                                                \
		if (!(condition)) {                                                                             \
			fprintf(stderr, "FAIL %s\n  %s:%d: %s\n", check_title, __FILE__, __LINE__, #condition);     \
			exit(1);                                                                                    \
		}                                                                                               \
	} while (0)

static inline void check(const char *title, void (*test)(void)) {
	check_title = title;
	test();
	printf("ok %s\n", title);
}

/* xorshift32: the same numbers in every run. */
static inline uint32_t check_random(uint32_t *state) {
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
