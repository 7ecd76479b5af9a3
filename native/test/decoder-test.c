/* decoder: streams as real devices send them, and what a person did. */
#include "decoder.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "hand.h"

static char told[2000];
static struct decoder decoder;
static const struct decoder_keys keys = {{KEY_HELP, KEY_ESC}, 2};

static void tell(void *data, const struct physical *event) {
	static const char *const phases[] = {"down", "move", "up"};
	size_t length = strlen(told);
	char *at = told + length;
	size_t room = sizeof told - length;
	if (event->kind == PHYSICAL_TOUCH)
		snprintf(at, room, "%d %s %.2f %.2f @%.0f; ", event->finger, phases[event->phase], event->x, event->y, event->at_ms);
	else if (event->kind == PHYSICAL_CLICK)
		snprintf(at, room, "click %d; ", event->is_down);
	else
		snprintf(at, room, "key %d %d; ", event->code, event->is_down);
}

static void begin(enum evdev_kind kind) {
	told[0] = '\0';
	decoder_init(&decoder, kind, &keys, tell, NULL);
	decoder.x = (struct decoder_axis){0, 100};
	decoder.y = (struct decoder_axis){-100, 100};
}

static int feed(int type, int code, int value) {
	struct input_event event = {.type = (uint16_t)type, .code = (uint16_t)code, .value = value};
	event.input_event_sec = 7;
	event.input_event_usec = 250000;
	return decoder_feed(&decoder, &event);
}

#define ABS(code, value) feed(EV_ABS, ABS_##code, value)
#define SYN feed(EV_SYN, SYN_REPORT, 0)

static int is_told(const char *expected) {
	int is_same = strcmp(told, expected) == 0;
	if (!is_same)
		fprintf(stderr, "told:     %s\nexpected: %s\n", told, expected);
	told[0] = '\0';
	return is_same;
}

static void slots_tell_each_finger(void) {
	begin(EVDEV_SLOTS);
	decoder.first_finger = 16;
	ABS(MT_SLOT, 0), ABS(MT_TRACKING_ID, 45), ABS(MT_POSITION_X, 50), ABS(MT_POSITION_Y, 0), feed(EV_KEY, BTN_TOUCH, 1), ABS(X, 50);
	CHECK(is_told("") && !SYN && is_told("16 down 0.50 0.50 @7250; "));
	ABS(MT_SLOT, 1), ABS(MT_TRACKING_ID, 46), ABS(MT_POSITION_X, 100), ABS(MT_POSITION_Y, 100), SYN;
	CHECK(is_told("17 down 1.00 1.00 @7250; "));
	ABS(MT_POSITION_X, 0), ABS(MT_SLOT, 0), ABS(MT_POSITION_Y, -500), SYN;
	CHECK(is_told("16 move 0.50 0.00 @7250; 17 move 0.00 1.00 @7250; "));
	ABS(MT_TRACKING_ID, -1), SYN;
	CHECK(is_told("16 up 0.50 0.00 @7250; "));
	ABS(MT_SLOT, 1), ABS(MT_TRACKING_ID, -1), SYN, SYN;
	CHECK(is_told("17 up 0.00 1.00 @7250; "));
}

static void slots_with_more_than_one_thing_in_a_frame(void) {
	begin(EVDEV_SLOTS);
	ABS(MT_TRACKING_ID, 1), ABS(MT_TRACKING_ID, -1), SYN;
	CHECK(is_told("0 down 0.00 0.50 @7250; 0 up 0.00 0.50 @7250; "));
	ABS(MT_TRACKING_ID, 2), SYN, ABS(MT_TRACKING_ID, 3), SYN;
	CHECK(is_told("0 down 0.00 0.50 @7250; 0 up 0.00 0.50 @7250; 0 down 0.00 0.50 @7250; "));
	ABS(MT_TRACKING_ID, -1), ABS(MT_TRACKING_ID, 4), ABS(MT_TRACKING_ID, -1), SYN;
	CHECK(is_told("0 up 0.00 0.50 @7250; 0 down 0.00 0.50 @7250; 0 up 0.00 0.50 @7250; "));
	ABS(MT_SLOT, 99), ABS(MT_TRACKING_ID, 5), ABS(MT_SLOT, -3), ABS(MT_TRACKING_ID, 5), SYN;
	CHECK(is_told(""));
}

static void other_keys_are_told_without_their_names(void) {
	static const struct decoder_keys with_others = {{KEY_HELP, KEY_RESERVED}, 2};
	struct decoder_state state = {0};
	begin(EVDEV_KEYS_ONLY);
	decoder.keys = &with_others;
	feed(EV_KEY, KEY_A, 1), feed(EV_KEY, KEY_A, 2), feed(EV_KEY, KEY_B, 1), SYN;
	CHECK(is_told("key 0 1; "));
	feed(EV_KEY, KEY_HELP, 1), feed(EV_KEY, KEY_A, 0), feed(EV_KEY, KEY_HELP, 0), SYN;
	CHECK(is_told("key 138 1; key 138 0; "));
	feed(EV_KEY, KEY_B, 0), feed(EV_KEY, KEY_RESERVED, 1), feed(EV_KEY, BTN_TOUCH, 1), feed(EV_KEY, KEY_MAX, 1), SYN;
	CHECK(is_told("key 0 0; "));
	state.keys[KEY_C / 8] = 1 << KEY_C % 8;
	decoder_sync(&decoder, &state, 1);
	CHECK(is_told("key 0 1; "));
	decoder_release(&decoder, 1);
	CHECK(is_told("key 0 0; "));
}

static void what_the_kernel_leaves_out_is_known_from_the_start(void) {
	struct decoder_state state = {.slot = 1, .ids = {9, -1}, .xs = {20, 30}, .ys = {0, 100}};
	begin(EVDEV_SLOTS);
	decoder_start(&decoder, &state);
	ABS(MT_TRACKING_ID, 10), SYN;
	CHECK(is_told("1 down 0.30 1.00 @7250; "));
	// The finger that rested there before is told with its next touch.
	ABS(MT_SLOT, 0), ABS(MT_POSITION_X, 21), SYN, ABS(MT_TRACKING_ID, -1), SYN;
	CHECK(is_told(""));
}

static void lost_events_are_made_good(void) {
	struct decoder_state state = {.slot = 2, .xs = {1, 2, 3}, .ys = {1, 2, 3}};
	memset(state.ids, 0xff, sizeof state.ids);
	state.ids[1] = 12, state.ids[2] = 13;
	begin(EVDEV_SLOTS);
	ABS(MT_TRACKING_ID, 11), ABS(MT_SLOT, 1), ABS(MT_TRACKING_ID, 12), feed(EV_KEY, KEY_HELP, 1), SYN;
	told[0] = '\0';
	ABS(MT_POSITION_X, 70);
	CHECK(!feed(EV_SYN, SYN_DROPPED, 0));
	ABS(MT_TRACKING_ID, -1), feed(EV_KEY, KEY_ESC, 1);
	CHECK(is_told("") && SYN);
	decoder_sync(&decoder, &state, 9);
	CHECK(is_told("key 138 0; 0 up 0.01 0.51 @9; 1 move 0.02 0.51 @9; 2 down 0.03 0.52 @9; "));
	ABS(MT_TRACKING_ID, -1), SYN;
	CHECK(is_told("2 up 0.03 0.52 @7250; "));
}

static void frames_of_type_a(void) {
	begin(EVDEV_FRAMES);
	ABS(MT_POSITION_X, 10), ABS(MT_POSITION_Y, 0), feed(EV_SYN, SYN_MT_REPORT, 0), ABS(MT_POSITION_X, 90), ABS(MT_POSITION_Y, 0),
		feed(EV_SYN, SYN_MT_REPORT, 0), SYN;
	CHECK(is_told("0 down 0.10 0.50 @7250; 1 down 0.90 0.50 @7250; "));
	SYN; // says nothing of contacts
	ABS(MT_POSITION_X, 20), ABS(MT_POSITION_Y, 0), feed(EV_SYN, SYN_MT_REPORT, 0), SYN;
	CHECK(is_told("0 move 0.20 0.50 @7250; 1 up 0.90 0.50 @7250; "));
	feed(EV_SYN, SYN_MT_REPORT, 0), SYN;
	CHECK(is_told("0 up 0.20 0.50 @7250; "));
	ABS(MT_POSITION_X, 20), feed(EV_SYN, SYN_MT_REPORT, 0), SYN, feed(EV_KEY, BTN_TOUCH, 0), SYN;
	CHECK(is_told("0 down 0.20 0.50 @7250; 0 up 0.20 0.50 @7250; "));
	for (int i = 0; i < 40; i++)
		ABS(MT_POSITION_X, i), feed(EV_SYN, SYN_MT_REPORT, 0);
	SYN;
	CHECK(strstr(told, "15 down") != NULL && strstr(told, "16 down") == NULL);
}

static void single_touch_pointer_and_mouse(void) {
	begin(EVDEV_SINGLE);
	ABS(X, 25), SYN;
	CHECK(is_told(""));
	feed(EV_KEY, BTN_TOUCH, 1), SYN, ABS(X, 30), SYN, feed(EV_KEY, BTN_TOUCH, 0), SYN;
	CHECK(is_told("0 down 0.25 0.50 @7250; 0 move 0.30 0.50 @7250; 0 up 0.30 0.50 @7250; "));
	begin(EVDEV_POINTER);
	ABS(X, 25), SYN, feed(EV_KEY, BTN_LEFT, 1), SYN, feed(EV_KEY, BTN_RIGHT, 1), SYN, feed(EV_KEY, BTN_LEFT, 0), SYN;
	CHECK(is_told("0 down 0.25 0.50 @7250; "));
	feed(EV_KEY, BTN_RIGHT, 0), SYN;
	CHECK(is_told("0 up 0.25 0.50 @7250; "));
	begin(EVDEV_MOUSE);
	feed(EV_REL, REL_X, 5), feed(EV_KEY, BTN_LEFT, 1), feed(EV_KEY, BTN_MIDDLE, 1), SYN, feed(EV_KEY, BTN_LEFT, 0), feed(EV_KEY, BTN_MIDDLE, 0), SYN;
	CHECK(is_told("click 1; click 0; "));
}

static void only_the_keys_that_were_asked_for(void) {
	begin(EVDEV_KEYS_ONLY);
	feed(EV_KEY, KEY_A, 1), feed(EV_KEY, KEY_HELP, 1), feed(EV_KEY, KEY_HELP, 2), feed(EV_KEY, KEY_HELP, 1), feed(EV_KEY, KEY_ESC, 0), SYN;
	CHECK(is_told("key 138 1; "));
	feed(EV_KEY, KEY_HELP, 0), feed(EV_KEY, KEY_A, 0), SYN;
	CHECK(is_told("key 138 0; "));
}

static void unplugged_while_pressed_is_up(void) {
	begin(EVDEV_SLOTS);
	ABS(MT_POSITION_X, 40), ABS(MT_TRACKING_ID, 1), feed(EV_KEY, KEY_HELP, 1), SYN;
	told[0] = '\0';
	decoder_release(&decoder, 11);
	CHECK(is_told("key 138 0; 0 up 0.40 0.50 @11; "));
	decoder_release(&decoder, 11);
	CHECK(is_told(""));
	begin(EVDEV_MOUSE);
	feed(EV_KEY, BTN_LEFT, 1), SYN;
	decoder_release(&decoder, 11);
	CHECK(is_told("click 1; click 0; "));
	begin(EVDEV_FRAMES);
	ABS(MT_POSITION_X, 40), feed(EV_SYN, SYN_MT_REPORT, 0), SYN;
	decoder_release(&decoder, 11);
	CHECK(is_told("0 down 0.40 0.50 @7250; 0 up 0.40 0.50 @11; "));
}

static void axes_without_sense_are_zero(void) {
	begin(EVDEV_SINGLE);
	decoder.x = (struct decoder_axis){5, 5};
	decoder.y = (struct decoder_axis){INT32_MIN, INT32_MAX};
	ABS(X, 9), ABS(Y, 0), feed(EV_KEY, BTN_TOUCH, 1), SYN;
	CHECK(is_told("0 down 0.00 0.50 @7250; "));
}

/* What the virtual devices write is read as what was asked. */
static int to_decoder(void *data, enum hand_device device, const struct input_event *events, size_t count) {
	for (size_t i = 0; i < count; i++)
		feed(events[i].type, events[i].code, events[i].value);
	return 0;
}

static void the_hand_is_read_as_it_wrote(void) {
	struct hand hand;
	begin(EVDEV_SLOTS);
	decoder.x = decoder.y = (struct decoder_axis){0, HAND_SCALE};
	hand_init(&hand, to_decoder, NULL);
	hand_touch(&hand, 0, TOUCH_DOWN, 0.25, 0.25), hand_touch(&hand, 1, TOUCH_DOWN, 0.75, 0.75), hand_touch(&hand, 0, TOUCH_MOVE, 0.3, 0.25);
	hand_touch(&hand, 0, TOUCH_UP, 0, 0), hand_release(&hand);
	CHECK(is_told("0 down 0.25 0.25 @7250; 1 down 0.75 0.75 @7250; 0 move 0.30 0.25 @7250; 0 up 0.30 0.25 @7250; 1 up 0.75 0.75 @7250; "));
}

int main(void) {
	slots_tell_each_finger();
	other_keys_are_told_without_their_names();
	slots_with_more_than_one_thing_in_a_frame();
	what_the_kernel_leaves_out_is_known_from_the_start();
	lost_events_are_made_good();
	frames_of_type_a();
	single_touch_pointer_and_mouse();
	only_the_keys_that_were_asked_for();
	unplugged_while_pressed_is_up();
	axes_without_sense_are_zero();
	the_hand_is_read_as_it_wrote();
	return check_failures();
}
