#include "page-message.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <string.h>

/* Length of the UTF-8 sequence at `text`, 0 when it is none (cJSON passes bytes through unchecked). */
static int utf8_length(const unsigned char *text) {
	int length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 && text[0] < 0xf5 ? 4 : text[0] >= 0xe0 ? 3 : text[0] >= 0xc2 ? 2 : 0;
	if (text[0] >= 0xf5)
		return 0;
	for (int i = 1; i < length; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] >= 0xa0) || (text[0] == 0xf0 && text[1] < 0x90) ||
		(text[0] == 0xf4 && text[1] >= 0x90))
		return 0;
	return length;
}

static bool is_blank(const unsigned char *text, int length) {
	// C0, DEL and C1 controls, line and paragraph separators and the marks that turn the direction of text around.
	if (length == 1)
		return text[0] <= 0x20 || text[0] == 0x7f;
	if (length == 2)
		return text[0] == 0xc2 && text[1] <= 0xa0;
	if (length == 3 && text[0] == 0xe2 && text[1] == 0x80)
		return text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae);
	return length == 3 && text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9;
}

void page_label_clean(const char *text, char label[PAGE_LABEL_BYTES]) {
	const unsigned char *in = (const unsigned char *)text;
	size_t out = 0;
	int units = 0;
	bool wants_space = false;
	while (*in) {
		int length = utf8_length(in);
		if (length == 0 || is_blank(in, length)) {
			wants_space = out > 0;
			in += length ? length : 1;
			continue;
		}
		int needed = (length == 4 ? 2 : 1) + (wants_space ? 1 : 0);
		if (units + needed > PAGE_LABEL_LENGTH)
			break;
		if (wants_space)
			label[out++] = ' ';
		memcpy(label + out, in, (size_t)length);
		out += (size_t)length;
		units += needed;
		in += length;
		wants_space = false;
	}
	label[out] = '\0';
}

/* Numbers of questions are counts on the wire (protocol/common.ts, Count). */
#define LARGEST_COUNT 1e9

static int read_painted(const cJSON *object, struct page_message *message) {
	const cJSON *question = cJSON_GetObjectItemCaseSensitive(object, "question");
	const cJSON *is_neutral = cJSON_GetObjectItemCaseSensitive(object, "isNeutral");
	if (!cJSON_IsNumber(question) || !(question->valuedouble >= 0) || !(question->valuedouble <= LARGEST_COUNT) || !cJSON_IsBool(is_neutral))
		return -EPROTO;
	message->question = (unsigned)question->valuedouble;
	message->is_neutral = cJSON_IsTrue(is_neutral);
	return 0;
}

static bool read_coordinate(const cJSON *object, const char *name, double min, int *value) {
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= min) || !(item->valuedouble <= 32767))
		return false;
	*value = (int)lround(item->valuedouble);
	return true;
}

static int read_rect(const cJSON *object, struct box *rect) {
	bool is_whole = read_coordinate(object, "x", -32768, &rect->x) && read_coordinate(object, "y", -32768, &rect->y) &&
		read_coordinate(object, "width", 0, &rect->width) && read_coordinate(object, "height", 0, &rect->height);
	return is_whole ? 0 : -EPROTO;
}

static int read_label(const cJSON *object, const char *name, char label[PAGE_LABEL_BYTES]) {
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	if (!text)
		return -EPROTO;
	page_label_clean(text, label);
	return 0;
}

static int read_size(const cJSON *object, enum call_box_size *size) {
	const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "size"));
	if (!name || (strcmp(name, "small") != 0 && strcmp(name, "large") != 0))
		return -EPROTO;
	*size = strcmp(name, "small") == 0 ? CALL_BOX_SMALL : CALL_BOX_LARGE;
	return 0;
}

/* Place of the string `key` in the list, or -1. */
static int read_one_of(const cJSON *object, const char *key, const char *const *names, int count) {
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
	for (int i = 0; text && i < count; i++)
		if (strcmp(text, names[i]) == 0)
			return i;
	return -1;
}

static int read_field(const cJSON *object, struct page_message *message) {
	static const char *const names[] = {"none", "text", "number", "private"};
	const cJSON *is_touched = cJSON_GetObjectItemCaseSensitive(object, "isTouched");
	int field = read_one_of(object, "field", names, sizeof names / sizeof *names);
	if (field < 0 || !cJSON_IsBool(is_touched))
		return -EPROTO;
	message->field = (enum page_field)field;
	message->is_touched = cJSON_IsTrue(is_touched);
	return 0;
}

/* Of one printable character. Latin-1 has its own key symbols, the rest 0x01000000 more than their number (X11's keysymdef.h). */
static uint32_t keysym_of(const char *text) {
	const unsigned char *in = (const unsigned char *)text;
	int length = utf8_length(in);
	if (length == 0 || in[0] < 0x20 || in[0] == 0x7f || in[length] != '\0')
		return 0;
	uint32_t code = length == 1 ? in[0] : in[0] & (0x7fu >> length);
	for (int i = 1; i < length; i++)
		code = code << 6 | (in[i] & 0x3f);
	if (code >= 0x80 && code < 0xa0)
		return 0; // control characters
	return code <= 0xff ? code : 0x01000000u + code;
}

static int read_key(const cJSON *object, struct page_message *message) {
	static const char *const names[] = {"backspace", "enter", "left", "right"};
	static const uint32_t keysyms[] = {0xff08, 0xff0d, 0xff51, 0xff53};
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "text"));
	int name = read_one_of(object, "name", names, sizeof names / sizeof *names);
	message->keysym = text ? keysym_of(text) : name < 0 ? 0 : keysyms[name];
	return message->keysym ? 0 : -EPROTO;
}

static int page_message_read(const cJSON *object, const char *type, struct page_message *message) {
	if (strcmp(type, "face-rect") == 0) {
		message->type = PAGE_FACE_RECT;
		return read_rect(object, &message->rect);
	}
	if (strcmp(type, "drag") == 0) {
		bool has_area = cJSON_HasObjectItem(object, "width");
		message->type = has_area ? PAGE_DRAG_AREA : PAGE_DRAG_NOW;
		return has_area ? read_rect(object, &message->rect) : 0;
	}
	if (strcmp(type, "shrink") == 0 || strcmp(type, "grow") == 0) {
		message->type = PAGE_BOX_SIZE;
		message->size = strcmp(type, "shrink") == 0 ? CALL_BOX_SMALL : CALL_BOX_LARGE;
		return 0;
	}
	if (strcmp(type, "box-size") == 0) {
		message->type = PAGE_BOX_SIZE;
		return read_size(object, &message->size);
	}
	if (strcmp(type, "box-extra") == 0) {
		message->type = PAGE_BOX_EXTRA;
		return read_coordinate(object, "height", 0, &message->height) ? 0 : -EPROTO;
	}
	if (strcmp(type, "painted") == 0) {
		message->type = PAGE_PAINTED;
		return read_painted(object, message);
	}
	if (strcmp(type, "field") == 0) {
		message->type = PAGE_FIELD;
		return read_field(object, message);
	}
	if (strcmp(type, "key") == 0) {
		message->type = PAGE_KEY;
		return read_key(object, message);
	}
	if (strcmp(type, "labels") == 0) {
		message->type = PAGE_LABELS;
		int rc = read_label(object, "app", message->app);
		return rc < 0 ? rc : read_label(object, "page", message->page);
	}
	return -EPROTO;
}

int page_message_parse(const char *json, struct page_message *message) {
	memset(message, 0, sizeof *message);
	if (strnlen(json, PAGE_MESSAGE_BYTES + 1) > PAGE_MESSAGE_BYTES)
		return -EPROTO;
	cJSON *object = cJSON_Parse(json);
	const char *type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "type"));
	int rc = type ? page_message_read(object, type, message) : -EPROTO;
	cJSON_Delete(object);
	return rc;
}
