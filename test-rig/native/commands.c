#include "commands.h"

#include <string.h>

#include "log.h"
#include "message.h"

static void commands_report_touch(struct glass *glass, enum finger_phase phase, int x, int y) {
	if (!glass->touch)
		return;
	cJSON *message = link_message("touch/physical");
	cJSON_AddStringToObject(message, "phase", finger_phase_name(phase));
	cJSON_AddNumberToObject(message, "x", x);
	cJSON_AddNumberToObject(message, "y", y);
	cJSON_AddNumberToObject(message, "atMs", link_now_ms());
	link_send(glass->touch, message);
}

static void commands_report_key(struct glass *glass, int code, bool down) {
	if (!glass->touch)
		return;
	cJSON *message = link_message("touch/key");
	cJSON_AddNumberToObject(message, "code", code);
	cJSON_AddBoolToObject(message, "down", down);
	cJSON_AddNumberToObject(message, "atMs", link_now_ms());
	link_send(glass->touch, message);
}

void commands_finger(struct glass *glass, enum finger_phase phase, int x, int y) {
	const struct output *output = &glass->compositor.output;
	if (!virtual_pointer_is_ready(&glass->finger.pointer) || output->width == 0)
		return;
	x = x < output->width ? x : output->width - 1;
	y = y < output->height ? y : output->height - 1;
	// A finger on the glass is known before anything can react to it; one that only hovers does not exist.
	if (phase != FINGER_MOVE || glass->finger.is_down)
		commands_report_touch(glass, phase, x, y);
	finger_act(&glass->finger, phase, x, y, output->width, output->height);
}

static const char *commands_pointer(struct glass *glass, struct client *client, const cJSON *message) {
	long x, y;
	enum finger_phase phase;
	if (!finger_phase_parse(message_text(message, "phase"), &phase) || !message_integer(message, "x", 0, 32767, &x) ||
		!message_integer(message, "y", 0, 32767, &y))
		return "glass/pointer has a phase (down, move, up) and whole pixels x and y";
	commands_finger(glass, phase, (int)x, (int)y);
	client->is_fingering = glass->finger.is_down;
	return NULL;
}

static const char *commands_key(struct glass *glass, struct client *client, const cJSON *message) {
	long code;
	const cJSON *down = cJSON_GetObjectItemCaseSensitive(message, "down");
	if (!message_integer(message, "code", 1, KEYMAP_MAX_CODE, &code) || !cJSON_IsBool(down))
		return "glass/key has an evdev code (1 to 247) and down (true or false)";
	// As the finger: a key of the machine is known before anything can react to it.
	commands_report_key(glass, (int)code, cJSON_IsTrue(down));
	if (virtual_keyboard_is_ready(&glass->keyboard))
		virtual_keyboard_key(&glass->keyboard, (int)code, cJSON_IsTrue(down));
	return NULL;
}

static const char *commands_text(struct glass *glass, struct client *client, const cJSON *message) {
	const char *text = message_text(message, "text");
	if (!text)
		return "glass/text has a text";
	if (!virtual_keyboard_is_ready(&glass->keyboard))
		return NULL;
	int rc = 0;
	while (rc == 0 && *text)
		rc = virtual_keyboard_type(&glass->keyboard, &text, KEYMAP_MAX_CHARACTERS);
	if (rc < 0)
		log_line("could not type all of a text: %s", strerror(-rc));
	return NULL;
}

static const char *commands_shot(struct glass *glass, struct client *client, const cJSON *message) {
	client->wants_shot = glass->is_look_needed = true;
	return NULL;
}

static const char *commands_stream(struct glass *glass, struct client *client, const cJSON *message) {
	long max_fps = 30, quality = 80;
	const cJSON *on = cJSON_GetObjectItemCaseSensitive(message, "on");
	bool has_fps = cJSON_HasObjectItem(message, "maxFps"), has_quality = cJSON_HasObjectItem(message, "quality");
	if (!cJSON_IsBool(on) || (has_fps && !message_integer(message, "maxFps", 1, 60, &max_fps)) ||
		(has_quality && !message_integer(message, "quality", 1, 100, &quality)))
		return "glass/stream has on (true or false), and may have maxFps (1 to 60) and quality (1 to 100)";
	bool is_new = cJSON_IsTrue(on) && !client->is_streaming;
	client->is_streaming = cJSON_IsTrue(on);
	client->max_fps = (int)max_fps;
	client->quality = (int)quality;
	if (is_new && glass_has_picture(glass))
		bands_add_changes(&client->changed, glass->picture, NULL, (struct box){0});
	glass->is_look_needed |= is_new;
	return NULL;
}

static const struct {
	const char *type;
	const char *(*obey)(struct glass *glass, struct client *client, const cJSON *message);
} commands[] = {
	{"glass/pointer", commands_pointer},
	{"glass/key", commands_key},
	{"glass/text", commands_text},
	{"glass/shot", commands_shot},
	{"glass/stream", commands_stream},
};

const char *commands_obey(struct glass *glass, struct client *client, const cJSON *message) {
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(message_type(message), commands[i].type) == 0)
			return commands[i].obey(glass, client, message);
	}
	return "the types are glass/pointer, glass/key, glass/text, glass/shot and glass/stream";
}
