#include "glass.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "encode.h"
#include "log.h"

#define TOUCH_PROTOCOL_VERSION 1
/* How often shots alone are served. */
#define SHOT_FPS 30

bool glass_has_picture(const struct glass *glass) {
	// An output that went away took its buffers along.
	return glass->picture && glass->picture->pixels;
}

static void glass_tell_size(const struct glass *glass, struct client *client) {
	const struct output *output = &glass->compositor.output;
	if (output->width == 0)
		return;
	cJSON *message = link_message("glass/size");
	cJSON_AddNumberToObject(message, "width", output->width);
	cJSON_AddNumberToObject(message, "height", output->height);
	client_send_json(client, message);
}

static void glass_send_shot(struct client *client, const struct picture *picture) {
	uint8_t *bytes;
	size_t size;
	client->wants_shot = false;
	if (encode_png(picture, &bytes, &size) < 0)
		return;
	client_send(client, CLIENT_PNG, NULL, 0, bytes, size);
	free(bytes);
}

static void glass_send_rectangle(const struct glass *glass, struct client *client, struct box box) {
	uint8_t *jpeg;
	size_t size;
	uint16_t at[4] = {(uint16_t)box.x, (uint16_t)box.y, (uint16_t)box.width, (uint16_t)box.height};
	uint8_t head[sizeof at + sizeof glass->frame];
	memcpy(head, at, sizeof at);
	memcpy(head + sizeof at, &glass->frame, sizeof glass->frame);
	if (encode_jpeg(glass->picture, box, client->quality, &jpeg, &size) < 0)
		return;
	client_send(client, CLIENT_RECTANGLE, head, sizeof head, jpeg, size);
	free(jpeg);
}

/* Returns when the client may get more; INFINITY when it has all, or does not keep up (its socket will wake us). */
static double glass_stream(const struct glass *glass, struct client *client, double now_ms) {
	if (!client->is_streaming || !glass_has_picture(glass) || !client_is_drained(client))
		return INFINITY;
	struct bands rest = client->changed;
	struct box box = bands_take(&rest), all = {0, 0, glass->picture->width, glass->picture->height};
	if (box_is_empty(box))
		return INFINITY;
	if (now_ms < client->next_ms)
		return client->next_ms;
	client->next_ms = now_ms + 1000.0 / client->max_fps;
	for (; !box_is_empty(box); box = bands_take(&rest))
		glass_send_rectangle(glass, client, box_intersection(box, all));
	client->changed = rest;
	return INFINITY;
}

static void glass_on_captured(void *data, const struct captured *captured) {
	struct glass *glass = data;
	struct bands changed = {0};
	bands_add_changes(&changed, captured->now, captured->before, captured->damage);
	glass->picture = captured->now;
	glass->frame++;
	for (int i = 0; i < glass->clients.count; i++) {
		struct client *client = glass->clients.all[i];
		if (client->is_streaming)
			bands_add(&client->changed, &changed);
		if (client->wants_shot && !glass->compositor.capture.waits_for_damage)
			glass_send_shot(client, captured->now);
	}
}

static void glass_on_capture_failed(void *data, const char *why) {
	struct glass *glass = data;
	log_line("no picture: %s", why);
	glass->next_ms = link_now_ms() + GLASS_RETRY_MS;
	glass->is_look_needed = true;
}

static const struct capture_listener glass_capture_listener = {glass_on_captured, glass_on_capture_failed};

static void glass_on_global(void *data, struct wl_registry *registry, uint32_t name, const char *interface, uint32_t version) {
	struct glass *glass = data;
	if (strcmp(interface, wl_seat_interface.name) == 0 && !glass->seat)
		glass->seat = wl_registry_bind(registry, name, &wl_seat_interface, 1);
	else if (!virtual_pointer_bind(&glass->finger.pointer, registry, name, interface) &&
		!virtual_keyboard_bind(&glass->keyboard, registry, name, interface))
		mode_bind(&glass->mode, registry, name, interface);
}

static void glass_on_bound(void *data) {
	struct glass *glass = data;
	glass->is_look_needed = true;
	virtual_pointer_start(&glass->finger.pointer, glass->seat);
	int rc = virtual_keyboard_start(&glass->keyboard, glass->seat);
	if (rc < 0)
		log_line("no keyboard (layouts are in the package xkb-data): %s", strerror(-rc));
	if (!virtual_pointer_is_ready(&glass->finger.pointer))
		log_line("no finger: the compositor has no wlr-virtual-pointer");
}

static void glass_on_disconnect(void *data) {
	struct glass *glass = data;
	virtual_pointer_destroy(&glass->finger.pointer);
	glass->finger.is_down = false;
	virtual_keyboard_destroy(&glass->keyboard);
	mode_destroy(&glass->mode);
	if (glass->seat)
		wl_seat_destroy(glass->seat);
	glass->seat = NULL;
	glass->picture = NULL;
}

static const struct compositor_listener glass_compositor_listener = {glass_on_global, glass_on_bound, glass_on_disconnect};

static void glass_on_joined(void *data, struct client *client) {
	glass_tell_size(data, client);
}

static const char *glass_on_message(void *data, struct client *client, const cJSON *message) {
	return commands_obey(data, client, message);
}

static void glass_on_left(void *data, struct client *client) {
	struct glass *glass = data;
	if (client->is_fingering && glass->finger.is_down)
		commands_finger(glass, FINGER_UP, glass->finger.x, glass->finger.y);
	if (virtual_keyboard_is_ready(&glass->keyboard))
		virtual_keyboard_release(&glass->keyboard);
}

static const struct clients_listener glass_clients_listener = {glass_on_joined, glass_on_message, glass_on_left};

static void glass_on_touch_message(void *data, struct link *link, const char *type, const cJSON *message) {
	// The daemon has nothing to say on this port.
}

static void glass_on_touch_state(void *data, struct link *link, bool connected) {
	if (!connected)
		return;
	cJSON *hello = link_message("touch/hello");
	cJSON_AddNumberToObject(hello, "version", TOUCH_PROTOCOL_VERSION);
	link_send(link, hello);
}

int glass_init(struct glass *glass, const struct glass_options *options) {
	static const struct link_callbacks touch_callbacks = {glass_on_touch_message, glass_on_touch_state};
	*glass = (struct glass){0};
	compositor_init(&glass->compositor, &glass_compositor_listener, &glass_capture_listener, glass);
	mode_init(&glass->mode, &options->mode);
	int rc = clients_init(&glass->clients, options->socket, &glass_clients_listener, glass);
	if (rc < 0 || !options->touch)
		return rc;
	glass->touch = link_create(options->touch, &touch_callbacks, glass);
	return glass->touch ? 0 : -errno;
}

void glass_destroy(struct glass *glass) {
	clients_destroy(&glass->clients);
	compositor_disconnect(&glass->compositor);
	link_destroy(glass->touch);
	glass->touch = NULL;
}

void glass_lose_compositor(struct glass *glass, double now_ms) {
	log_line("the compositor has gone; connecting again");
	compositor_disconnect(&glass->compositor);
	glass->reconnect_ms = now_ms + GLASS_RETRY_MS;
}

static void glass_update_output(struct glass *glass) {
	if (!compositor_take_output_change(&glass->compositor))
		return;
	glass->is_look_needed = true;
	for (int i = 0; i < glass->clients.count; i++)
		glass_tell_size(glass, glass->clients.all[i]);
}

static int glass_max_fps(const struct glass *glass) {
	int max_fps = 0;
	for (int i = 0; i < glass->clients.count; i++) {
		const struct client *client = glass->clients.all[i];
		int fps = client->is_streaming ? client->max_fps : client->wants_shot ? SHOT_FPS : 0;
		max_fps = fps > max_fps ? fps : max_fps;
	}
	return max_fps;
}

static double glass_update_capture(struct glass *glass, double now_ms) {
	struct capture *capture = &glass->compositor.capture;
	int max_fps = glass_max_fps(glass);
	if (max_fps == 0 || compositor_lacks(&glass->compositor)) {
		capture_cancel(capture);
		return INFINITY;
	}
	bool is_pending = capture_is_pending(capture);
	if (is_pending && (!glass->is_look_needed || !capture->waits_for_damage))
		return INFINITY;
	if (!is_pending && now_ms < glass->next_ms)
		return glass->next_ms;
	capture_cancel(capture);
	capture_request(capture, !glass->is_look_needed);
	glass->is_look_needed = false;
	double interval_ms = 1000.0 / max_fps;
	glass->next_ms = fmax(glass->next_ms, now_ms - interval_ms / 2) + interval_ms;
	return INFINITY;
}

double glass_update(struct glass *glass, double now_ms) {
	double due_ms = INFINITY;
	if (!compositor_is_connected(&glass->compositor)) {
		if (now_ms >= glass->reconnect_ms && compositor_connect(&glass->compositor) < 0)
			glass->reconnect_ms = now_ms + GLASS_RETRY_MS;
		if (!compositor_is_connected(&glass->compositor))
			due_ms = glass->reconnect_ms;
	}
	glass_update_output(glass);
	due_ms = fmin(due_ms, glass_update_capture(glass, now_ms));
	for (int i = 0; i < glass->clients.count; i++)
		due_ms = fmin(due_ms, glass_stream(glass, glass->clients.all[i], now_ms));
	return due_ms;
}
