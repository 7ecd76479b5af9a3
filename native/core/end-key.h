/* The key that ends all control when it is held for its time. Pure: the clock is an argument. */
#ifndef ALONGSIDE_END_KEY_H
#define ALONGSIDE_END_KEY_H

#include <stdbool.h>

struct end_key {
	double hold_ms;
	int holders;   // keyboards on which it is down
	double due_ms; // INFINITY while it is up, or has done its work
};

void end_key_init(struct end_key *key, double hold_ms);
/* Returns true when this was the end: a key let go after its time counts, however late the event is read. */
bool end_key_event(struct end_key *key, bool is_down, double at_ms);
/* Returns true once when its time is over. */
bool end_key_check(struct end_key *key, double now_ms);

#endif
