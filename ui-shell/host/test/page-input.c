/* From the compositor's seat to what WPE is told: fingers, wheel and keys, over real Wayland and the real libwpe. */
#include <wayland-client-protocol.h>
#include <wayland-server-protocol.h>
#include <wpe/wpe.h>

#include "check.h"
#include "compositor.h"
#include "view-input.h"

struct heard {
	int touches, keys, motions, axes;
	struct wpe_input_touch_event touch; // the last
	struct wpe_input_touch_event_raw points[INPUT_MAX_FINGERS];
	struct wpe_input_keyboard_event key;
	struct wpe_input_pointer_event pointer;
	double y_axis;
};

struct page {
	struct wpe_view_backend *backend;
	struct view_input input;
	struct input_target target;
	struct compositor compositor;
	struct heard heard;
};

/* ---- WPE's end ---- */

static void on_touch(void *data, struct wpe_input_touch_event *event) {
	struct heard *heard = data;
	CHECK(event->touchpoints_length == INPUT_MAX_FINGERS);
	heard->touches++;
	heard->touch = *event;
	for (int i = 0; i < INPUT_MAX_FINGERS; i++)
		heard->points[i] = event->touchpoints[i];
}
static void on_key(void *data, struct wpe_input_keyboard_event *event) {
	((struct heard *)data)->keys++;
	((struct heard *)data)->key = *event;
}
static void on_pointer(void *data, struct wpe_input_pointer_event *event) {
	((struct heard *)data)->motions++;
	((struct heard *)data)->pointer = *event;
}
static void on_axis(void *data, struct wpe_input_axis_event *event) {
	((struct heard *)data)->axes++;
	((struct heard *)data)->y_axis = ((struct wpe_input_axis_2d_event *)event)->y_axis;
}
static const struct wpe_view_backend_input_client input_client = {
	.handle_keyboard_event = on_key, .handle_pointer_event = on_pointer, .handle_axis_event = on_axis, .handle_touch_event = on_touch};

static void *backend_create(void *data, struct wpe_view_backend *backend) {
	return data;
}
static void backend_nothing(void *data) {}
static int backend_no_fd(void *data) {
	return -1;
}
static struct wpe_view_backend_interface backend_interface = {
	.create = backend_create, .destroy = backend_nothing, .initialize = backend_nothing, .get_renderer_host_fd = backend_no_fd};

/* ---- the host's ---- */

#define PAGE(data) (&((struct page *)(data))->input)
static void page_down(void *data, const struct input_event *event) {
	view_input_down(PAGE(data), event);
}
static void page_motion(void *data, const struct input_event *event) {
	view_input_motion(PAGE(data), event);
}
static void page_up(void *data, const struct input_event *event) {
	view_input_up(PAGE(data), event);
}
static void page_cancel(void *data) {
	view_input_cancel(PAGE(data));
}
static void page_axis(void *data, uint32_t time_ms, double dx, double dy) {
	view_input_axis(PAGE(data), time_ms, dx, dy);
}
static void page_key(void *data, uint32_t time_ms, uint32_t code, bool is_pressed) {
	view_input_key(PAGE(data), time_ms, code, is_pressed);
}
static const struct input_impl page_impl = {page_down, page_motion, page_up, page_cancel, page_axis, page_key, NULL};

static struct page page;

static void page_open(void) {
	page = (struct page){.target = {&page_impl, &page}};
	page.backend = wpe_view_backend_create_with_backend_interface(&backend_interface, &page);
	wpe_view_backend_set_input_client(page.backend, &input_client, &page.heard);
	view_input_init(&page.input, page.backend, &page.compositor.seat.modifiers);
	compositor_init(&page.compositor, &page.target);
}

static void page_close(void) {
	compositor_destroy(&page.compositor);
	wpe_view_backend_destroy(page.backend);
}

static void down(int id, int x) {
	wl_touch_send_down(page.compositor.touch, 1, 1000, page.compositor.surface_end, id, wl_fixed_from_int(x), wl_fixed_from_int(50));
	compositor_turn(&page.compositor);
}
static void move(int id, int x) {
	wl_touch_send_motion(page.compositor.touch, 1010, id, wl_fixed_from_int(x), wl_fixed_from_int(60));
	compositor_turn(&page.compositor);
}
static void up(int id) {
	wl_touch_send_up(page.compositor.touch, 1, 1020, id);
	compositor_turn(&page.compositor);
}

static int count_down(void) {
	int count = 0;
	for (int i = 0; i < INPUT_MAX_FINGERS; i++)
		count += page.heard.points[i].type != wpe_input_touch_event_type_null;
	return count;
}

/* ---- fingers ---- */

static void ten_fingers_any_order(void) {
	page_open();
	int numbers[INPUT_MAX_FINGERS]; // WPE's number of each finger
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		down(100 - 7 * i, 10 * i);
		numbers[i] = page.heard.touch.id;
		CHECK(count_down() == i + 1 && page.heard.touch.type == wpe_input_touch_event_type_down);
	}
	down(500, 5);
	move(500, 6);
	up(500);
	CHECK(page.heard.touches == INPUT_MAX_FINGERS); // the eleventh is nobody
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		move(100 - 7 * i, 10 * i + 500);
		CHECK(page.heard.touch.id == numbers[i] && page.heard.points[numbers[i]].x == 10 * i + 500 && count_down() == INPUT_MAX_FINGERS);
	}
	static const int order[] = {4, 0, 9, 2, 7, 1, 8, 3, 6, 5};
	for (int i = 0; i < INPUT_MAX_FINGERS; i++) {
		up(100 - 7 * order[i]);
		CHECK(page.heard.touch.id == numbers[order[i]] && page.heard.touch.type == wpe_input_touch_event_type_up);
		CHECK(page.heard.points[numbers[order[i]]].x == 10 * order[i] + 500); // where it left
		CHECK(count_down() == INPUT_MAX_FINGERS - i);                        // with the one that lifts
	}
	up(100);
	CHECK(page.heard.touches == 3 * INPUT_MAX_FINGERS);
	page_close();
}

static void others_keep_their_numbers(void) {
	page_open();
	down(1, 10);
	int first = page.heard.touch.id;
	down(2, 20);
	int second = page.heard.touch.id;
	up(1);
	down(3, 30);
	CHECK(page.heard.touch.id != second);
	move(2, 25);
	CHECK(page.heard.touch.id == second && page.heard.points[second].x == 25);
	up(3);
	up(2);
	down(9, 1);
	CHECK(page.heard.touch.id == first && count_down() == 1);
	page_close();
}

static void cancelled_fingers_press_nothing(void) {
	page_open();
	for (int i = 0; i < 3; i++)
		down(i, 10 * i);
	wl_touch_send_cancel(page.compositor.touch);
	compositor_turn(&page.compositor);
	CHECK(page.heard.touches == 3 + 2 * 3 && page.heard.touch.type == wpe_input_touch_event_type_up);
	CHECK(page.heard.points[page.heard.touch.id].x < -1000 && count_down() == 1);
	up(1);
	CHECK(page.heard.touches == 9);
	down(1, 5);
	CHECK(count_down() == 1);
	page_close();
}

static void a_dead_surface_lets_go(void) {
	page_open();
	down(1, 5);
	seat_forget(&page.compositor.seat, page.compositor.surface);
	CHECK(page.heard.touch.type == wpe_input_touch_event_type_up);
	int before = page.heard.touches;
	move(1, 6);
	up(1);
	CHECK(page.heard.touches == before);
	page_close();
}

/* ---- pointer ---- */

static void hovers_where_it_enters(void) {
	page_open();
	struct wl_resource *pointer = page.compositor.pointer;
	wl_pointer_send_enter(pointer, 1, page.compositor.surface_end, wl_fixed_from_int(30), wl_fixed_from_int(40));
	compositor_turn(&page.compositor);
	CHECK(page.heard.motions == 1 && page.heard.pointer.x == 30 && page.heard.pointer.y == 40);
	wl_pointer_send_leave(pointer, 2, page.compositor.surface_end);
	compositor_turn(&page.compositor);
	CHECK(page.heard.motions == 2 && page.heard.pointer.x < -1000);
	page_close();
}

static void takes_parts_of_a_wheels_step(void) {
	page_open();
	struct wl_resource *pointer = page.compositor.pointer;
	wl_pointer_send_enter(pointer, 1, page.compositor.surface_end, 0, 0);
	wl_pointer_send_axis_source(pointer, WL_POINTER_AXIS_SOURCE_WHEEL);
	wl_pointer_send_axis_value120(pointer, WL_POINTER_AXIS_VERTICAL_SCROLL, 30);
	wl_pointer_send_axis(pointer, 5, WL_POINTER_AXIS_VERTICAL_SCROLL, wl_fixed_from_double(3.75));
	wl_pointer_send_frame(pointer);
	compositor_turn(&page.compositor);
	CHECK(page.heard.axes == 1 && page.heard.y_axis == -3.75);
	page_close();
}

/* ---- keys ---- */

#define KEYMAP(symbol)                                                                    \
	"xkb_keymap { xkb_keycodes { minimum = 8; maximum = 255; <K> = 200; };"               \
	" xkb_types { virtual_modifiers NumLock; type \"ONE_LEVEL\" { modifiers = none; }; };" \
	" xkb_compatibility {}; xkb_symbols { key <K> { [ " symbol " ] }; }; };"
#define KEY (200 - 8)

static void key(bool is_pressed) {
	wl_keyboard_send_key(page.compositor.keyboard, 1, 1000, KEY, is_pressed);
	compositor_turn(&page.compositor);
}

static void key_focus(void) {
	struct wl_array none;
	wl_array_init(&none);
	wl_keyboard_send_enter(page.compositor.keyboard, 1, page.compositor.surface_end, &none);
	compositor_turn(&page.compositor);
}

static void each_keymap_counts_at_once(void) {
	static const struct {
		const char *keymap;
		uint32_t character;
	} typed[] = {
		{KEYMAP("a"), 'a'},
		{KEYMAP("udiaeresis"), 0xfc},
		{KEYMAP("U4F60"), 0x4f60},
		{KEYMAP("U05E9"), 0x5e9},
		{KEYMAP("U1F642"), 0x1f642}, // beyond the Basic Multilingual Plane
	};
	page_open();
	key_focus();
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		compositor_keymap(&page.compositor, typed[i].keymap);
		key(true);
		CHECK(page.heard.key.pressed && wpe_key_code_to_unicode(page.heard.key.key_code) == typed[i].character);
		key(false);
		CHECK(!page.heard.key.pressed && wpe_key_code_to_unicode(page.heard.key.key_code) == typed[i].character);
	}
	page_close();
}

static bool is_repeating(void) {
	return page.compositor.seat.repeat_timer != 0;
}

static void a_key_repeats_until(void) {
	page_open();
	compositor_keymap(&page.compositor, KEYMAP("a"));
	wl_keyboard_send_repeat_info(page.compositor.keyboard, 25, 600);
	key_focus();
	key(true);
	CHECK(is_repeating());
	key(false);
	CHECK(!is_repeating());
	key(true);
	compositor_keymap(&page.compositor, KEYMAP("b"));
	CHECK(!is_repeating());
	key(true);
	wl_keyboard_send_leave(page.compositor.keyboard, 2, page.compositor.surface_end);
	compositor_turn(&page.compositor);
	CHECK(!is_repeating());
	page_close();
}

int main(void) {
	check("ten fingers keep their numbers, lifted in any order; an eleventh is nobody", ten_fingers_any_order);
	check("a finger's number does not change when others leave and come", others_keep_their_numbers);
	check("cancelled fingers end where they press nothing", cancelled_fingers_press_nothing);
	check("fingers on a surface that dies are lifted, and their rest is not heard", a_dead_surface_lets_go);
	check("a pointer that enters hovers there, and one that leaves hovers nowhere", hovers_where_it_enters);
	check("a part of a wheel's step scrolls by a part", takes_parts_of_a_wheels_step);
	check("a new keymap counts from the next key on, up to emoji", each_keymap_counts_at_once);
	check("a key repeats until it is lifted, has another keymap, or the focus leaves", a_key_repeats_until);
	return 0;
}
