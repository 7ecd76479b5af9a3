/* What the daemon tells screen to type, point and press: the input family of protocol/local-screen.ts. */
#ifndef ALONGSIDE_ORDER_H
#define ALONGSIDE_ORDER_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/* protocol/common.ts, Count. */
#define ORDER_COUNT_MAX 1000000000L
/* protocol/input.ts, MAX_TEXT_UNITS */
#define ORDER_TEXT_UNITS 2048

enum order_kind { ORDER_TEXT, ORDER_POINTER, ORDER_BUTTON, ORDER_WHEEL, ORDER_KEY, ORDER_RELEASE, ORDER_LEASE };

struct order {
	enum order_kind kind;
	union {
		struct {
			long serial;
			const char *text; // of the message
		} text;
		struct {
			long x, y; // device pixels
		} pointer;
		struct {
			long dx, dy; // 1/120 of a detent
		} wheel;
		struct {
			long code; // of linux/input-event-codes.h; ORDER_BUTTON and ORDER_KEY
			bool is_down;
		} press;
		long for_ms;
	};
};

/* Returns false for any other message, and for one that breaks its schema. */
bool order_read(struct order *order, const cJSON *message);

#endif
