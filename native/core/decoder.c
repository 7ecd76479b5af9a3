#include "decoder.h"

#include <string.h>

void decoder_init(struct decoder *decoder, enum evdev_kind kind, const struct decoder_keys *keys, physical_fn tell, void *data) {
	*decoder = (struct decoder){.kind = kind, .keys = keys, .tell = tell, .data = data};
	for (int i = 0; i < DECODER_CONTACTS; i++)
		decoder->contacts[i].id = -1;
}

static double decoder_place(const struct decoder_axis *axis, int value) {
	if (value <= axis->min || axis->max <= axis->min)
		return 0;
	return value >= axis->max ? 1 : ((double)value - axis->min) / ((double)axis->max - axis->min);
}

static void decoder_tell_touch(struct decoder *decoder, int index, enum touch_phase phase, double at_ms) {
	struct decoder_contact *contact = &decoder->contacts[index];
	contact->is_told = phase != TOUCH_UP;
	struct physical event = {.kind = PHYSICAL_TOUCH, .at_ms = at_ms, .finger = decoder->first_finger + index, .phase = phase};
	event.x = decoder_place(&decoder->x, contact->x);
	event.y = decoder_place(&decoder->y, contact->y);
	decoder->tell(decoder->data, &event);
}

static void decoder_settle(struct decoder *decoder, int index, double at_ms) {
	struct decoder_contact *contact = &decoder->contacts[index];
	bool was_told = contact->is_told;
	if (was_told && contact->has_ended)
		decoder_tell_touch(decoder, index, TOUCH_UP, at_ms);
	if (contact->has_begun && !contact->is_told) {
		decoder_tell_touch(decoder, index, TOUCH_DOWN, at_ms);
		// A tap within one frame.
		if (contact->id < 0)
			decoder_tell_touch(decoder, index, TOUCH_UP, at_ms);
	} else if (contact->is_told && contact->has_moved) {
		decoder_tell_touch(decoder, index, TOUCH_MOVE, at_ms);
	}
	contact->has_begun = contact->has_ended = contact->has_moved = false;
}

static void decoder_set_id(struct decoder_contact *contact, int id) {
	if (contact->id == id)
		return;
	contact->has_ended |= contact->id >= 0;
	contact->has_begun |= id >= 0;
	contact->id = id;
}

static void decoder_set_place(struct decoder_contact *contact, int x, int y) {
	contact->has_moved |= contact->x != x || contact->y != y;
	contact->x = x;
	contact->y = y;
}

static void decoder_set_key(struct decoder *decoder, int code, bool is_down, double at_ms) {
	for (int i = 0; i < decoder->keys->count; i++) {
		if (decoder->keys->codes[i] != code || decoder->is_key_down[i] == is_down)
			continue;
		decoder->is_key_down[i] = is_down;
		struct physical event = {.kind = PHYSICAL_KEY, .at_ms = at_ms, .code = code, .is_down = is_down};
		decoder->tell(decoder->data, &event);
	}
}

static bool decoder_is_named(const struct decoder *decoder, int code) {
	for (int i = 0; i < decoder->keys->count; i++) {
		if (decoder->keys->codes[i] == code)
			return true;
	}
	return false;
}

/* Any number of other keys are one press, from the first to the last. */
static void decoder_set_other(struct decoder *decoder, int code, bool is_down) {
	if (code <= 0 || code >= BTN_MISC || decoder_is_named(decoder, code))
		return;
	uint8_t bit = (uint8_t)(1 << code % 8);
	uint8_t *byte = &decoder->others[code / 8];
	*byte = (uint8_t)(is_down ? *byte | bit : *byte & ~bit);
}

static void decoder_tell_others(struct decoder *decoder, double at_ms) {
	static const uint8_t none[sizeof decoder->others];
	decoder_set_key(decoder, KEY_RESERVED, memcmp(decoder->others, none, sizeof none) != 0, at_ms);
}

static void decoder_set_click(struct decoder *decoder, bool is_down, double at_ms) {
	if (decoder->is_clicked == is_down)
		return;
	decoder->is_clicked = is_down;
	struct physical event = {.kind = PHYSICAL_CLICK, .at_ms = at_ms, .is_down = is_down};
	decoder->tell(decoder->data, &event);
}

/* Several buttons are one press, from the first to the last. */
static void decoder_set_button(struct decoder *decoder, int code, bool is_down, double at_ms) {
	unsigned bit = 1u << (code - BTN_LEFT);
	decoder->buttons = is_down ? decoder->buttons | bit : decoder->buttons & ~bit;
	if (decoder->kind == EVDEV_POINTER)
		decoder_set_id(&decoder->contacts[0], decoder->buttons ? 0 : -1);
	else if (decoder->kind == EVDEV_MOUSE)
		decoder_set_click(decoder, decoder->buttons != 0, at_ms);
}

static void decoder_key_event(struct decoder *decoder, const struct input_event *event, double at_ms) {
	if (event->value != 0 && event->value != 1)
		return; // a repetition
	if (event->code >= BTN_LEFT && event->code <= BTN_TASK)
		decoder_set_button(decoder, event->code, event->value, at_ms);
	else if (event->code == BTN_TOUCH && decoder->kind == EVDEV_SINGLE)
		decoder_set_id(&decoder->contacts[0], event->value ? 0 : -1);
	else if (event->code == BTN_TOUCH && decoder->kind == EVDEV_FRAMES && !event->value)
		decoder->has_frame = true; // some say no more than this when the last finger goes
	if (event->code != KEY_RESERVED)
		decoder_set_key(decoder, event->code, event->value, at_ms);
	decoder_set_other(decoder, event->code, event->value);
	decoder_tell_others(decoder, at_ms);
}

/* A slot's state. */
static void decoder_slot_event(struct decoder *decoder, const struct input_event *event) {
	if (event->code == ABS_MT_SLOT)
		decoder->slot = event->value;
	if (decoder->slot < 0 || decoder->slot >= DECODER_CONTACTS)
		return;
	struct decoder_contact *contact = &decoder->contacts[decoder->slot];
	if (event->code == ABS_MT_TRACKING_ID)
		decoder_set_id(contact, event->value);
	else if (event->code == ABS_MT_POSITION_X)
		decoder_set_place(contact, event->value, contact->y);
	else if (event->code == ABS_MT_POSITION_Y)
		decoder_set_place(contact, contact->x, event->value);
}

static void decoder_frame_event(struct decoder *decoder, const struct input_event *event) {
	int at = decoder->frame_count;
	if (at >= DECODER_CONTACTS || (event->code != ABS_MT_POSITION_X && event->code != ABS_MT_POSITION_Y))
		return;
	decoder->has_frame_place = true;
	*(event->code == ABS_MT_POSITION_X ? &decoder->frame_x[at] : &decoder->frame_y[at]) = event->value;
}

static void decoder_absolute_event(struct decoder *decoder, const struct input_event *event) {
	struct decoder_contact *contact = &decoder->contacts[0];
	if (decoder->kind == EVDEV_SLOTS)
		decoder_slot_event(decoder, event);
	else if (decoder->kind == EVDEV_FRAMES)
		decoder_frame_event(decoder, event);
	else if (event->code == ABS_X)
		decoder_set_place(contact, event->value, contact->y);
	else if (event->code == ABS_Y)
		decoder_set_place(contact, contact->x, event->value);
}

/* Type A has no memory: each frame names all contacts, an empty one says that there are none. */
static void decoder_end_contact(struct decoder *decoder) {
	decoder->has_frame = true;
	if (decoder->has_frame_place && decoder->frame_count < DECODER_CONTACTS)
		decoder->frame_count++;
	decoder->has_frame_place = false;
}

static void decoder_end_frame(struct decoder *decoder) {
	for (int i = 0; decoder->has_frame && i < DECODER_CONTACTS; i++) {
		decoder_set_id(&decoder->contacts[i], i < decoder->frame_count ? 0 : -1);
		if (i < decoder->frame_count)
			decoder_set_place(&decoder->contacts[i], decoder->frame_x[i], decoder->frame_y[i]);
	}
	decoder->has_frame = decoder->has_frame_place = false;
	decoder->frame_count = 0;
}

static void decoder_report(struct decoder *decoder, double at_ms) {
	decoder_end_frame(decoder);
	for (int i = 0; i < DECODER_CONTACTS; i++)
		decoder_settle(decoder, i, at_ms);
}

bool decoder_feed(struct decoder *decoder, const struct input_event *event) {
	double at_ms = (double)event->input_event_sec * 1e3 + (double)event->input_event_usec / 1e3;
	if (event->type == EV_SYN && event->code == SYN_DROPPED)
		decoder->has_lost = true;
	if (decoder->has_lost) {
		if (event->type != EV_SYN || event->code != SYN_REPORT)
			return false;
		decoder->has_lost = false;
		return true;
	}
	if (event->type == EV_KEY)
		decoder_key_event(decoder, event, at_ms);
	else if (event->type == EV_ABS)
		decoder_absolute_event(decoder, event);
	else if (event->type == EV_SYN && event->code == SYN_MT_REPORT)
		decoder_end_contact(decoder);
	else if (event->type == EV_SYN && event->code == SYN_REPORT)
		decoder_report(decoder, at_ms);
	return false;
}

void decoder_start(struct decoder *decoder, const struct decoder_state *state) {
	decoder->slot = state->slot;
	for (int i = 0; i < DECODER_CONTACTS; i++) {
		bool has_slot = decoder->kind == EVDEV_SLOTS;
		decoder->contacts[i].x = has_slot ? state->xs[i] : state->x;
		decoder->contacts[i].y = has_slot ? state->ys[i] : state->y;
	}
}

void decoder_sync(struct decoder *decoder, const struct decoder_state *state, double at_ms) {
	decoder->slot = state->slot;
	for (int i = 0; decoder->kind == EVDEV_SLOTS && i < DECODER_CONTACTS; i++) {
		decoder_set_id(&decoder->contacts[i], state->ids[i] < 0 ? -1 : state->ids[i]);
		decoder_set_place(&decoder->contacts[i], state->xs[i], state->ys[i]);
	}
	if (decoder->kind == EVDEV_SINGLE || decoder->kind == EVDEV_POINTER)
		decoder_set_place(&decoder->contacts[0], state->x, state->y);
	if (decoder->kind == EVDEV_SINGLE)
		decoder_set_id(&decoder->contacts[0], evdev_has(state->keys, BTN_TOUCH) ? 0 : -1);
	for (int code = BTN_LEFT; code <= BTN_TASK; code++)
		decoder_set_button(decoder, code, evdev_has(state->keys, code), at_ms);
	for (int i = 0; i < decoder->keys->count; i++) {
		if (decoder->keys->codes[i] != KEY_RESERVED)
			decoder_set_key(decoder, decoder->keys->codes[i], evdev_has(state->keys, decoder->keys->codes[i]), at_ms);
	}
	for (int code = 1; code < BTN_MISC; code++)
		decoder_set_other(decoder, code, evdev_has(state->keys, code));
	decoder_tell_others(decoder, at_ms);
	// What a frame of type A had said before the loss is old; with the next one it says everything again.
	decoder->has_frame = true;
	decoder->frame_count = 0;
	if (decoder->kind != EVDEV_FRAMES)
		decoder->has_frame = false;
	decoder_report(decoder, at_ms);
}

void decoder_release(struct decoder *decoder, double at_ms) {
	struct decoder_state state = {0};
	for (int i = 0; i < DECODER_CONTACTS; i++) {
		state.ids[i] = -1;
		state.xs[i] = decoder->contacts[i].x;
		state.ys[i] = decoder->contacts[i].y;
	}
	state.x = decoder->contacts[0].x;
	state.y = decoder->contacts[0].y;
	decoder_sync(decoder, &state, at_ms);
}
