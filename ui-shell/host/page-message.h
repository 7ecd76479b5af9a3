/* Messages of our own pages by `webkit.messageHandlers.host.postMessage(...)`. The page is not trusted with more than its own place. */
#ifndef ALONGSIDE_PAGE_MESSAGE_H
#define ALONGSIDE_PAGE_MESSAGE_H

#include <stdint.h>

#include "call-box.h"
#include "box.h"

/* A label's characters on the wire (protocol/common.ts, Label), in UTF-16 units. */
#define PAGE_LABEL_LENGTH 200
#define PAGE_LABEL_BYTES (PAGE_LABEL_LENGTH * 3 + 1)
/* Longer messages are dropped unread. */
#define PAGE_MESSAGE_BYTES 4096

enum page_message_type {
	PAGE_FACE_RECT, // {"type":"face-rect","x","y","width","height"}: where the face is to appear; 0 × 0 for nowhere
	PAGE_DRAG_AREA, // {"type":"drag","x","y","width","height"}: a finger landing here drags the box
	PAGE_DRAG_NOW,  // {"type":"drag"}: the finger that is down drags the box
	PAGE_BOX_SIZE,  // {"type":"shrink"}, {"type":"grow"}, {"type":"box-size","size":"small"|"large"}
	PAGE_BOX_EXTRA, // {"type":"box-extra","height"}: the box is to be so much longer at its lower edge
	PAGE_PAINTED,   // {"type":"painted","question","isNeutral"}: what stands on the last frame: a question's number, 0 for none; nothing of a contact
	PAGE_LABELS,    // {"type":"labels","app","page"}: of the app's page
	PAGE_FIELD,     // {"type":"field","field":"none"|"text"|"number"|"private","isTouched"}: what has the focus in the app's page
	PAGE_KEY,       // {"type":"key","text"} of one character, or {"type":"key","name":"backspace"|"enter"|"left"|"right"}
};

/* What there is to type into. */
enum page_field { PAGE_FIELD_NONE, PAGE_FIELD_TEXT, PAGE_FIELD_NUMBER, PAGE_FIELD_PRIVATE };

struct page_message {
	enum page_message_type type;
	struct box rect; // in CSS pixels of the page, which are the output's pixels
	enum call_box_size size;
	int height;        // of PAGE_BOX_EXTRA
	unsigned question; // of PAGE_PAINTED
	bool is_neutral;
	enum page_field field;
	bool is_touched;  // of PAGE_FIELD
	uint32_t keysym;  // of PAGE_KEY
	char app[PAGE_LABEL_BYTES], page[PAGE_LABEL_BYTES];
};

/* Reads one JSON text. Returns 0 or -EPROTO when it is anything else than the above. */
int page_message_parse(const char *json, struct page_message *message);

/* Copies UTF-8 without control characters, white space joined and trimmed, at most PAGE_LABEL_LENGTH UTF-16 units. */
void page_label_clean(const char *text, char label[PAGE_LABEL_BYTES]);

#endif
