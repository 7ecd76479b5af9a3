/* A test is a program: CHECK names what does not hold and where; main returns check_failures(). */
#ifndef ALONGSIDE_CHECK_H
#define ALONGSIDE_CHECK_H

#include <stdint.h>
#include <stdio.h>

static int check_failed, check_count;

#define CHECK(statement) check_that(statement, #statement, __FILE__, __LINE__)

static inline void check_that(int holds, const char *statement, const char *file, int line) {
	check_count++;
	if (holds)
		return;
	check_failed++;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, statement);
}

/* A test that checked nothing has failed. */
static inline int check_failures(void) {
	printf("%d checks, %d failed\n", check_count, check_failed);
	return check_failed > 0 || check_count == 0;
}

/* xorshift32: the same numbers on every run. */
static inline uint32_t check_random(uint32_t *state) {
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
