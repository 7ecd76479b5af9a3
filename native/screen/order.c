#include "order.h"

#include <string.h>

#include "message.h"

/* JSON counts text in UTF-16 units: characters beyond the first plane, four bytes of UTF-8, are two. */
static long order_units(const char *text) {
	long units = 0;
	for (; *text; text++)
		units += ((unsigned char)*text >> 6 != 2) + ((unsigned char)*text >> 3 == 30);
	return units;
}

static bool order_read_text(struct order *order, const cJSON *message) {
	order->text.text = message_text(message, "text");
	long units = order->text.text ? order_units(order->text.text) : 0;
	return units >= 1 && units <= ORDER_TEXT_UNITS && message_integer(message, "serial", 0, ORDER_COUNT_MAX, &order->text.serial);
}

static bool order_read_pointer(struct order *order, const cJSON *message) {
	return message_integer(message, "x", 0, ORDER_COUNT_MAX, &order->pointer.x) &&
		message_integer(message, "y", 0, ORDER_COUNT_MAX, &order->pointer.y);
}

static bool order_read_wheel(struct order *order, const cJSON *message) {
	return message_integer(message, "dx", -32768, 32767, &order->wheel.dx) && message_integer(message, "dy", -32768, 32767, &order->wheel.dy);
}

static bool order_read_press(struct order *order, const cJSON *message, const char *name, long min, long max) {
	const cJSON *down = cJSON_GetObjectItemCaseSensitive(message, "down");
	order->press.is_down = cJSON_IsTrue(down);
	return cJSON_IsBool(down) && message_integer(message, name, min, max, &order->press.code);
}

static bool order_read_button(struct order *order, const cJSON *message) {
	return order_read_press(order, message, "button", 0x110, 0x112);
}

static bool order_read_key(struct order *order, const cJSON *message) {
	return order_read_press(order, message, "code", 1, 767);
}

static bool order_read_release(struct order *order, const cJSON *message) {
	return true;
}

static bool order_read_lease(struct order *order, const cJSON *message) {
	return message_integer(message, "forMs", 1, 1000, &order->for_ms);
}

static const struct {
	const char *type;
	bool (*read)(struct order *order, const cJSON *message);
} orders[] = {
	[ORDER_TEXT] = {"screen/text", order_read_text},
	[ORDER_POINTER] = {"screen/pointer", order_read_pointer},
	[ORDER_BUTTON] = {"screen/button", order_read_button},
	[ORDER_WHEEL] = {"screen/wheel", order_read_wheel},
	[ORDER_KEY] = {"screen/key", order_read_key},
	[ORDER_RELEASE] = {"screen/release", order_read_release},
	[ORDER_LEASE] = {"screen/input", order_read_lease},
};

bool order_read(struct order *order, const cJSON *message) {
	const char *type = message_type(message);
	for (enum order_kind kind = 0; kind < sizeof orders / sizeof orders[0]; kind++) {
		if (strcmp(type, orders[kind].type) != 0)
			continue;
		*order = (struct order){.kind = kind};
		return orders[kind].read(order, message);
	}
	return false;
}
