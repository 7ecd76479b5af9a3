#include "page-message.h"

#include <errno.h>
#include <string.h>

#include "check.h"

static void reads_each_message(void) {
	struct page_message message;
	CHECK(page_message_parse("{\"type\":\"face-rect\",\"x\":20.4,\"y\":-3,\"width\":260,\"height\":199.6}", &message) == 0);
	CHECK(message.type == PAGE_FACE_RECT && box_equal(message.rect, (struct box){20, -3, 260, 200}));
	CHECK(page_message_parse("{\"type\":\"drag\"}", &message) == 0 && message.type == PAGE_DRAG_NOW);
	CHECK(page_message_parse("{\"type\":\"drag\",\"x\":0,\"y\":0,\"width\":300,\"height\":40}", &message) == 0);
	CHECK(message.type == PAGE_DRAG_AREA && message.rect.height == 40);
	CHECK(page_message_parse("{\"type\":\"shrink\"}", &message) == 0 && message.type == PAGE_BOX_SIZE && message.size == CALL_BOX_SMALL);
	CHECK(page_message_parse("{\"type\":\"grow\"}", &message) == 0 && message.size == CALL_BOX_LARGE);
	CHECK(page_message_parse("{\"type\":\"box-size\",\"size\":\"small\"}", &message) == 0 && message.size == CALL_BOX_SMALL);
	CHECK(page_message_parse("{\"type\":\"box-extra\",\"height\":124}", &message) == 0 && message.type == PAGE_BOX_EXTRA && message.height == 124);
	CHECK(page_message_parse("{\"type\":\"painted\",\"question\":7,\"isNeutral\":false}", &message) == 0);
	CHECK(message.type == PAGE_PAINTED && message.question == 7 && !message.is_neutral);
	CHECK(page_message_parse("{\"type\":\"painted\",\"question\":0,\"isNeutral\":true}", &message) == 0 && message.is_neutral);
	CHECK(page_message_parse("{\"type\":\"labels\",\"app\":\" Check-in \",\"page\":\"PIN\"}", &message) == 0);
	CHECK(message.type == PAGE_LABELS && strlen(message.app) == 8);
	CHECK(page_message_parse("{\"type\":\"field\",\"field\":\"private\",\"isTouched\":true}", &message) == 0);
	CHECK(message.type == PAGE_FIELD && message.field == PAGE_FIELD_PRIVATE && message.is_touched);
	CHECK(page_message_parse("{\"type\":\"key\",\"text\":\"a\"}", &message) == 0 && message.type == PAGE_KEY && message.keysym == 'a');
	CHECK(page_message_parse("{\"type\":\"key\",\"text\":\"ß\"}", &message) == 0 && message.keysym == 0xdf);
	CHECK(page_message_parse("{\"type\":\"key\",\"text\":\"€\"}", &message) == 0 && message.keysym == 0x010020ac);
	CHECK(page_message_parse("{\"type\":\"key\",\"name\":\"enter\"}", &message) == 0 && message.keysym == 0xff0d);
	CHECK(page_message_parse("{\"type\":\"labels\",\"app\":\" Check-in \",\"page\":\"PIN\"}", &message) == 0);
	CHECK(message.type == PAGE_LABELS && strcmp(message.app, "Check-in") == 0 && strcmp(message.page, "PIN") == 0);
}

static void refuses_others(void) {
	static const char *const bad[] = {
		"",
		"null",
		"[]",
		"{}",
		"{\"type\":1}",
		"{\"type\":\"open\"}",
		"{\"type\":\"face-rect\"}",
		"{\"type\":\"face-rect\",\"x\":1,\"y\":1,\"width\":-1,\"height\":1}",
		"{\"type\":\"face-rect\",\"x\":1e9,\"y\":1,\"width\":1,\"height\":1}",
		"{\"type\":\"face-rect\",\"x\":\"1\",\"y\":1,\"width\":1,\"height\":1}",
		"{\"type\":\"drag\",\"width\":1}",
		"{\"type\":\"box-size\",\"size\":\"huge\"}",
		"{\"type\":\"box-extra\"}",
		"{\"type\":\"box-extra\",\"height\":-1}",
		"{\"type\":\"painted\"}",
		"{\"type\":\"painted\",\"question\":-1,\"isNeutral\":true}",
		"{\"type\":\"painted\",\"question\":1e12,\"isNeutral\":true}",
		"{\"type\":\"painted\",\"question\":1,\"isNeutral\":1}",
		"{\"type\":\"labels\",\"app\":\"x\"}",
		"{\"type\":\"field\",\"field\":\"text\"}",
		"{\"type\":\"field\",\"field\":\"colour\",\"isTouched\":true}",
		"{\"type\":\"key\"}",
		"{\"type\":\"key\",\"text\":\"\"}",
		"{\"type\":\"key\",\"text\":\"ab\"}",
		"{\"type\":\"key\",\"text\":\"\\n\"}",
		"{\"type\":\"key\",\"text\":\"\\u0085\"}",
		"{\"type\":\"key\",\"name\":\"f4\"}",
		"{\"type\":\"labels\",\"app\":\"x\",\"page\":7}",
	};
	struct page_message message;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(page_message_parse(bad[i], &message) == -EPROTO);
	static char long_text[PAGE_MESSAGE_BYTES + 100];
	memset(long_text, ' ', sizeof long_text - 1);
	memcpy(long_text + sizeof long_text - 20, "{\"type\":\"drag\"}", 15);
	CHECK(page_message_parse(long_text, &message) == -EPROTO);
}

static void cleans_labels(void) {
	char label[PAGE_LABEL_BYTES];
	page_label_clean("  a\t\n b\x07\x7f  c  ", label);
	CHECK(strcmp(label, "a b c") == 0);
	page_label_clean("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", label);
	CHECK(strcmp(label, "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == 0);
	page_label_clean("a\xe2\x80\xae" "b\xc2\x85" "c\xff\xc0\x80" "d\xed\xa0\x80" "e", label); // direction marks, C1, bytes that are no UTF-8
	CHECK(strcmp(label, "a b c d e") == 0);
	char many[4 * 300 + 1] = "";
	for (int i = 0; i < 300; i++)
		strcat(many, "\xf0\x9f\x98\x80");
	page_label_clean(many, label);
	CHECK(strlen(label) == 4 * PAGE_LABEL_LENGTH / 2); // each counts two UTF-16 units
}

static void survives_mutations(void) {
	static const char seed_text[] = "{\"type\":\"labels\",\"app\":\"Check-in \xc3\xa9\",\"page\":\"Your name\",\"x\":1,\"width\":20}";
	uint32_t seed = 3;
	for (int i = 0; i < 50000; i++) {
		char text[sizeof seed_text];
		struct page_message message;
		memcpy(text, seed_text, sizeof text);
		for (uint32_t k = 1 + check_random(&seed) % 4; k > 0; k--)
			text[check_random(&seed) % (sizeof text - 1)] = (char)check_random(&seed);
		if (page_message_parse(text, &message) == 0 && message.type == PAGE_LABELS)
			CHECK(strlen(message.app) < PAGE_LABEL_BYTES && strlen(message.page) < PAGE_LABEL_BYTES);
	}
}

int main(void) {
	check("reads each message of a page", reads_each_message);
	check("refuses everything else", refuses_others);
	check("cleans and caps labels", cleans_labels);
	check("survives mutated messages", survives_mutations);
	return 0;
}
