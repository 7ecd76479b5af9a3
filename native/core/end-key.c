#include "end-key.h"

#include <math.h>

void end_key_init(struct end_key *key, double hold_ms) {
	*key = (struct end_key){.hold_ms = hold_ms, .due_ms = INFINITY};
}

bool end_key_check(struct end_key *key, double now_ms) {
	if (now_ms < key->due_ms)
		return false;
	key->due_ms = INFINITY;
	return true;
}

bool end_key_event(struct end_key *key, bool is_down, double at_ms) {
	if (is_down) {
		if (key->holders++ == 0)
			key->due_ms = at_ms + key->hold_ms;
		return end_key_check(key, at_ms);
	}
	bool is_over = end_key_check(key, at_ms);
	if (key->holders > 0 && --key->holders == 0)
		key->due_ms = INFINITY;
	return is_over;
}
