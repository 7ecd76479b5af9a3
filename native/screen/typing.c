#include "typing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "keymap.h"

struct typing_item {
	struct typing_item *next;
	long serial;
	size_t size;
	int code; // of a key; 0: a text
	bool is_down;
	char text[];
};

static int typing_append(struct typing *typing, struct typing_item item, const char *text) {
	if (item.size > TYPING_MAX_BYTES - typing->bytes)
		return -ENOBUFS;
	struct typing_item *added = malloc(sizeof *added + strlen(text) + 1);
	if (!added)
		return -ENOMEM;
	*added = item;
	strcpy(added->text, text);
	if (typing->last)
		typing->last->next = added;
	else
		*typing = (struct typing){.first = added, .rest = added->text};
	typing->last = added;
	typing->bytes += item.size;
	return 0;
}

int typing_add(struct typing *typing, long serial, const char *text) {
	if (*text == '\0' || !keymap_can_type(text))
		return -EILSEQ;
	return typing_append(typing, (struct typing_item){.serial = serial, .size = strlen(text)}, text);
}

int typing_add_key(struct typing *typing, int code, bool is_down) {
	return typing_append(typing, (struct typing_item){.size = 1, .code = code, .is_down = is_down}, "");
}

long typing_finish(struct typing *typing) {
	struct typing_item *done = typing->first;
	long serial = done->serial;
	typing->bytes -= done->size;
	typing->first = done->next;
	typing->rest = done->next ? done->next->text : NULL;
	if (!done->next)
		typing->last = NULL;
	free(done);
	return serial;
}

long typing_drop(struct typing *typing) {
	bool is_text = typing->first->code == 0;
	long serial = typing_finish(typing);
	return is_text ? serial : -1;
}

bool typing_take_key(struct typing *typing, int *code, bool *is_down) {
	if (!typing->first || typing->first->code == 0)
		return false;
	*code = typing->first->code;
	*is_down = typing->first->is_down;
	typing_finish(typing);
	return true;
}

int typing_clear(struct typing *typing) {
	int count = 0;
	for (; !typing_is_empty(typing); count++)
		typing_finish(typing);
	return count;
}
