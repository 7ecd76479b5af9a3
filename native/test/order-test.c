/* What the daemon may tell screen to type and press, and the texts that wait. */
#include "order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "message.h"
#include "typing.h"

static struct order order;

static bool reads(const char *text) {
	cJSON *message = message_parse((const uint8_t *)text, strlen(text));
	CHECK(message != NULL);
	bool is_read = message && order_read(&order, message);
	cJSON_Delete(message);
	return is_read;
}

static void orders_are_read(void) {
	CHECK(reads("{\"type\":\"screen/pointer\",\"x\":0,\"y\":799}") && order.kind == ORDER_POINTER && order.pointer.y == 799);
	CHECK(reads("{\"type\":\"screen/button\",\"button\":274,\"down\":true}") && order.press.code == 0x112 && order.press.is_down);
	CHECK(reads("{\"type\":\"screen/wheel\",\"dx\":-32768,\"dy\":32767}") && order.wheel.dx == -32768 && order.wheel.dy == 32767);
	CHECK(reads("{\"type\":\"screen/key\",\"code\":767,\"down\":false}") && order.kind == ORDER_KEY && !order.press.is_down);
	CHECK(reads("{\"type\":\"screen/release\"}") && order.kind == ORDER_RELEASE);
	CHECK(reads("{\"type\":\"screen/input\",\"forMs\":1000}") && order.kind == ORDER_LEASE && order.for_ms == 1000);
	CHECK(reads("{\"type\":\"screen/text\",\"serial\":7,\"text\":\"a\"}") && order.kind == ORDER_TEXT && order.text.serial == 7);
}

static void what_breaks_its_schema_is_refused(void) {
	static const char *const wrong[] = {
		"{\"type\":\"screen/pointer\",\"x\":-1,\"y\":0}",
		"{\"type\":\"screen/pointer\",\"x\":1.5,\"y\":0}",
		"{\"type\":\"screen/pointer\",\"x\":1e400,\"y\":0}",
		"{\"type\":\"screen/pointer\",\"x\":\"1\",\"y\":0}",
		"{\"type\":\"screen/pointer\",\"x\":1}",
		"{\"type\":\"screen/button\",\"button\":271,\"down\":true}",
		"{\"type\":\"screen/button\",\"button\":275,\"down\":true}",
		"{\"type\":\"screen/button\",\"button\":272,\"down\":1}",
		"{\"type\":\"screen/button\",\"button\":272}",
		"{\"type\":\"screen/wheel\",\"dx\":0,\"dy\":32768}",
		"{\"type\":\"screen/wheel\",\"dx\":0.5,\"dy\":0}",
		"{\"type\":\"screen/key\",\"code\":0,\"down\":true}",
		"{\"type\":\"screen/key\",\"code\":768,\"down\":true}",
		"{\"type\":\"screen/key\",\"code\":null,\"down\":true}",
		"{\"type\":\"screen/key\",\"code\":30,\"down\":null}",
		"{\"type\":\"screen/input\",\"forMs\":0}",
		"{\"type\":\"screen/input\",\"forMs\":1001}",
		"{\"type\":\"screen/text\",\"serial\":1,\"text\":\"\"}",
		"{\"type\":\"screen/text\",\"serial\":-1,\"text\":\"a\"}",
		"{\"type\":\"screen/text\",\"serial\":1}",
		"{\"type\":\"screen/texts\"}",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK(!reads(wrong[i]));
}

static bool reads_text(const char *character, int count) {
	char *text = malloc(64 + strlen(character) * (size_t)count), *end = text;
	end = stpcpy(end, "{\"type\":\"screen/text\",\"serial\":1,\"text\":\"");
	while (count-- > 0)
		end = stpcpy(end, character);
	strcpy(end, "\"}");
	bool is_read = reads(text);
	free(text);
	return is_read;
}

static void texts_are_counted_in_utf16(void) {
	CHECK(reads_text("a", ORDER_TEXT_UNITS) && !reads_text("a", ORDER_TEXT_UNITS + 1));
	CHECK(reads_text("\xe6\xbc\xa2", ORDER_TEXT_UNITS) && !reads_text("\xe6\xbc\xa2", ORDER_TEXT_UNITS + 1));
	CHECK(reads_text("\xf0\x9f\x98\x80", ORDER_TEXT_UNITS / 2) && !reads_text("\xf0\x9f\x98\x80", ORDER_TEXT_UNITS / 2 + 1));
}

static void texts_wait_in_turn_with_keys_behind_them(void) {
	struct typing typing = {0};
	int code;
	bool is_down;
	CHECK(typing_is_empty(&typing) && !typing_is_through(&typing) && !typing_take_key(&typing, &code, &is_down));
	CHECK(typing_add(&typing, 1, "one") == 0 && typing_add_key(&typing, 28, true) == 0 && typing_add(&typing, 2, "two") == 0);
	CHECK(strcmp(typing.rest, "one") == 0 && !typing_take_key(&typing, &code, &is_down));
	typing.rest += 3;
	CHECK(typing_is_through(&typing) && typing_finish(&typing) == 1);
	CHECK(typing_take_key(&typing, &code, &is_down) && code == 28 && is_down && strcmp(typing.rest, "two") == 0);
	CHECK(typing_clear(&typing) == 1 && typing_is_empty(&typing) && typing.bytes == 0 && typing_clear(&typing) == 0);
	CHECK(typing_add(&typing, 3, "three") == 0 && typing_finish(&typing) == 3 && typing_is_empty(&typing));
	// Given up one by one, each text by its own serial, a key by none.
	CHECK(typing_add(&typing, 0, "zero") == 0 && typing_add_key(&typing, 28, true) == 0 && typing_add(&typing, 5, "five") == 0);
	typing.rest += 2;
	CHECK(typing_drop(&typing) == 0 && typing_drop(&typing) == -1 && strcmp(typing.rest, "five") == 0);
	CHECK(typing_drop(&typing) == 5 && typing_is_empty(&typing) && typing.bytes == 0);
}

static void texts_are_bounded_and_can_be_typed(void) {
	struct typing typing = {0};
	char text[1025];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (int i = 0; i < TYPING_MAX_BYTES / 1024; i++)
		CHECK(typing_add(&typing, i, text) == 0);
	CHECK(typing_add(&typing, 99, "y") == -ENOBUFS && typing_add_key(&typing, 30, true) == -ENOBUFS);
	CHECK(typing_finish(&typing) == 0 && typing_add(&typing, 99, "y") == 0);
	CHECK(typing_add(&typing, 100, "\x1b") == -EILSEQ && typing_add(&typing, 101, "") == -EILSEQ);
	CHECK(typing_clear(&typing) == TYPING_MAX_BYTES / 1024);
}

int main(void) {
	orders_are_read();
	what_breaks_its_schema_is_refused();
	texts_are_counted_in_utf16();
	texts_wait_in_turn_with_keys_behind_them();
	texts_are_bounded_and_can_be_typed();
	return check_failures();
}
