#include "input.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log.h"

void input_init(struct input *input, struct daemon *daemon, const struct compositor *compositor, bool is_virtual) {
	*input = (struct input){.daemon = daemon, .compositor = compositor, .is_virtual = is_virtual};
}

void input_destroy(struct input *input) {
	input_on_disconnect(input);
	typing_clear(&input->typing);
}

/* What waits is not typed, or not to its end. The daemon hears of each text, so that it waits for none of them. */
static void input_give_up(struct input *input, const char *why) {
	while (!typing_is_empty(&input->typing)) {
		long serial = typing_drop(&input->typing);
		if (serial >= 0)
			daemon_report_untyped(input->daemon, serial, why);
	}
}

/* ---- the compositor ---- */

void input_on_global(struct input *input, struct wl_registry *registry, uint32_t name, const char *interface) {
	if (strcmp(interface, wl_seat_interface.name) == 0 && !input->seat)
		input->seat = wl_registry_bind(registry, name, &wl_seat_interface, 1);
	else if (!virtual_keyboard_bind(&input->keyboard, registry, name, interface) && input->is_virtual)
		virtual_pointer_bind(&input->pointer, registry, name, interface);
}

void input_on_bound(struct input *input, struct wl_display *display) {
	input->display = display;
	// Made now and kept: apps take up a keyboard only when the seat has one, and would miss the first letters.
	int rc = virtual_keyboard_start(&input->keyboard, input->seat);
	if (rc < 0)
		log_line("no virtual keyboard (layouts are in the package xkb-data): %s", strerror(-rc));
	virtual_pointer_start(&input->pointer, input->seat);
	if (input->is_virtual && !virtual_pointer_is_ready(&input->pointer))
		log_line("no virtual pointer: the compositor has no wlr-virtual-pointer");
}

void input_on_disconnect(struct input *input) {
	if (input->sync)
		wl_callback_destroy(input->sync);
	input->sync = NULL;
	input->unanswered = 0;
	input->is_motion_due = false;
	input->dx = input->dy = 0;
	virtual_pointer_destroy(&input->pointer);
	virtual_keyboard_destroy(&input->keyboard);
	if (input->seat)
		wl_seat_destroy(input->seat);
	input->seat = NULL;
	input->display = NULL;
	input_give_up(input, "the compositor has gone");
}

static void input_press(struct input *input, int code, bool is_down);

static void input_on_answer(void *data, struct wl_callback *callback, uint32_t serial) {
	struct input *input = data;
	wl_callback_destroy(callback);
	input->sync = NULL;
	input->unanswered = 0;
	if (typing_is_through(&input->typing))
		daemon_report_typed(input->daemon, typing_finish(&input->typing));
	int code;
	bool is_down;
	while (typing_take_key(&input->typing, &code, &is_down))
		input_press(input, code, is_down);
}

static const struct wl_callback_listener input_answer_listener = {.done = input_on_answer};

/* After each event: the compositor is to say that it has taken it. */
static void input_count(struct input *input) {
	input->unanswered++;
	if (input->sync)
		return;
	input->sync = wl_display_sync(input->display);
	wl_callback_add_listener(input->sync, &input_answer_listener, input);
}

static void input_press(struct input *input, int code, bool is_down) {
	virtual_keyboard_key(&input->keyboard, code, is_down);
	input_count(input);
}

/* ---- letting go ---- */

static bool input_holds(const struct input *input) {
	return virtual_pointer_holds(&input->pointer) || virtual_keyboard_holds(&input->keyboard);
}

static void input_release(struct input *input, const char *why) {
	int texts = typing_clear(&input->typing);
	bool is_holding = input_holds(input);
	if (texts > 0 || is_holding)
		log_line("lets go of everything; %d texts and keys waited: %s", texts, why);
	input->is_motion_due = false;
	input->dx = input->dy = 0;
	if (virtual_pointer_is_ready(&input->pointer))
		virtual_pointer_release(&input->pointer);
	if (virtual_keyboard_is_ready(&input->keyboard))
		virtual_keyboard_release(&input->keyboard);
	if (is_holding)
		input_count(input);
}

void input_end(struct input *input, const char *why) {
	input->until_ms = 0;
	input->is_refusing = false;
	input_give_up(input, why);
	input_release(input, why);
}

/* ---- what the daemon says ---- */

static void input_refuse(struct input *input, const struct order *order, const char *why) {
	if (order->kind == ORDER_TEXT) {
		daemon_report_untyped(input->daemon, order->text.serial, why);
	} else if (!input->is_refusing) {
		input->is_refusing = true;
		daemon_report_trouble(input->daemon, "input-refused", why);
	}
}

/* A pointer that is mapped to no output has all of them before it, upright and side by side (wlroots 0.18). */
static void input_point(struct input *input) {
	const struct output *output = &input->compositor->output;
	struct box all = compositor_layout(input->compositor), here = output->layout;
	double scale_x = (double)output->width / here.width, scale_y = (double)output->height / here.height;
	virtual_pointer_move(&input->pointer, (int)lround((here.x - all.x) * scale_x) + input->x,
		(int)lround((here.y - all.y) * scale_y) + input->y, (int)lround(all.width * scale_x), (int)lround(all.height * scale_y));
}

static void input_move(struct input *input, double now_ms) {
	if (!input->is_motion_due)
		return;
	input->is_motion_due = false;
	input->motion_ms = now_ms + INPUT_MOTION_MS;
	// Its output may have gone since it was sent there.
	if (!box_is_empty(input->compositor->output.layout))
		input_point(input);
	if (input->dx != 0 || input->dy != 0)
		virtual_pointer_wheel(&input->pointer, input->dx, input->dy);
	input->dx = input->dy = 0;
	input_count(input);
}

/* Handlers return NULL, or why not and what would have been right. */
static const char *input_text(struct input *input, const struct order *order) {
	switch (typing_add(&input->typing, order->text.serial, order->text.text)) {
	case 0:
		return NULL;
	case -EILSEQ:
		return "a text has whole characters, and no control characters but tab and newline";
	case -ENOBUFS:
		return "texts of 64 KiB wait already; send more when they are typed";
	default:
		return "no memory for a text";
	}
}

static const char *input_pointer(struct input *input, const struct order *order) {
	if (order->pointer.x >= input->compositor->output.width || order->pointer.y >= input->compositor->output.height)
		return "a pointer is within the output that screen/output told";
	input->x = (int)order->pointer.x;
	input->y = (int)order->pointer.y;
	input->is_motion_due = true;
	return NULL;
}

static const char *input_button(struct input *input, const struct order *order) {
	// Pressed where the pointer was sent to.
	input_move(input, link_now_ms());
	virtual_pointer_button(&input->pointer, (int)order->press.code, order->press.is_down);
	input_count(input);
	return NULL;
}

static int input_turn(int before, long more) {
	long turn = before + more;
	return (int)(turn > INPUT_WHEEL_MAX ? INPUT_WHEEL_MAX : turn < -INPUT_WHEEL_MAX ? -INPUT_WHEEL_MAX : turn);
}

static const char *input_wheel(struct input *input, const struct order *order) {
	input->dx = input_turn(input->dx, order->wheel.dx);
	input->dy = input_turn(input->dy, order->wheel.dy);
	input->is_motion_due = true;
	return NULL;
}

static const char *input_key(struct input *input, const struct order *order) {
	if (order->press.code > KEYMAP_MAX_CODE)
		return "the virtual keyboard has the keys 1 to 247";
	// A text that is half typed must not get the key into its middle.
	if (!typing_is_empty(&input->typing))
		return typing_add_key(&input->typing, (int)order->press.code, order->press.is_down) == 0 ? NULL : "too many keys wait behind a text";
	input_press(input, (int)order->press.code, order->press.is_down);
	return NULL;
}

static const char *(*const input_handlers[])(struct input *input, const struct order *order) = {
	[ORDER_TEXT] = input_text,
	[ORDER_POINTER] = input_pointer,
	[ORDER_BUTTON] = input_button,
	[ORDER_WHEEL] = input_wheel,
	[ORDER_KEY] = input_key,
};

/* Returns NULL when there is all that the order needs. */
static const char *input_lacks(const struct input *input, const struct order *order, double now_ms) {
	bool is_lifting = (order->kind == ORDER_BUTTON || order->kind == ORDER_KEY) && !order->press.is_down;
	bool is_pointing = order->kind == ORDER_POINTER || order->kind == ORDER_BUTTON || order->kind == ORDER_WHEEL;
	if (order->kind != ORDER_TEXT && !input->is_virtual)
		return "pointer and keys are injected by screen --virtual-input alone; on a kiosk uinput does it";
	if (now_ms >= input->until_ms)
		return "nothing is injected without a lease: screen/input goes first, and again in time";
	if (is_pointing ? !virtual_pointer_is_ready(&input->pointer) : !virtual_keyboard_is_ready(&input->keyboard))
		return "the compositor is not there, or has no virtual pointer or keyboard";
	if (input->unanswered >= INPUT_MAX_UNANSWERED && !is_lifting)
		return "the compositor does not answer";
	return NULL;
}

void input_obey(struct input *input, const struct order *order, double now_ms) {
	if (order->kind == ORDER_RELEASE) {
		input_release(input, "the daemon says so");
		return;
	}
	if (order->kind == ORDER_LEASE) {
		input->until_ms = now_ms + (double)order->for_ms;
		return;
	}
	const char *why = input_lacks(input, order, now_ms);
	if (!why)
		why = input_handlers[order->kind](input, order);
	if (why)
		input_refuse(input, order, why);
	else
		input->is_refusing = false;
}

/* ---- in time ---- */

/* Returns when the next piece is due. */
static double input_type(struct input *input, double now_ms) {
	// Not before the compositor has taken the last one; its answer wakes us.
	if (typing_is_empty(&input->typing) || input->sync)
		return INFINITY;
	if (now_ms < input->piece_ms)
		return input->piece_ms;
	input->piece_ms = now_ms + INPUT_PIECE_MS;
	int rc = virtual_keyboard_type(&input->keyboard, &input->typing.rest, INPUT_PIECE_CHARACTERS);
	if (rc < 0) {
		input_give_up(input, strerror(-rc));
		return INFINITY;
	}
	input_count(input);
	return INFINITY;
}

double input_update(struct input *input, double now_ms) {
	bool is_busy = input_holds(input) || !typing_is_empty(&input->typing) || input->is_motion_due;
	if (!is_busy)
		return INFINITY;
	if (now_ms >= input->until_ms) {
		input_give_up(input, "the daemon's lease has run out");
		input_release(input, "the daemon's lease has run out");
		return INFINITY;
	}
	if (now_ms >= input->motion_ms)
		input_move(input, now_ms);
	double motion_ms = input->is_motion_due ? input->motion_ms : INFINITY;
	return fmin(input->until_ms, fmin(motion_ms, input_type(input, now_ms)));
}
