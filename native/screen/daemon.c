#include "daemon.h"

#include <errno.h>
#include <string.h>

#include "log.h"
#include "message.h"

/* Handlers return false for a message that breaks its schema. */
typedef bool (*daemon_handler)(struct daemon *daemon, const cJSON *message);

static bool daemon_on_welcome(struct daemon *daemon, const cJSON *message) {
	long version;
	if (!message_integer(message, "version", 0, 65535, &version))
		return false;
	daemon->is_welcome = version == DAEMON_PROTOCOL_VERSION;
	if (!daemon->is_welcome)
		log_line("the daemon speaks version %ld, we speak %d: nothing is captured for it", version, DAEMON_PROTOCOL_VERSION);
	else
		daemon->listener->on_present(daemon->data, true);
	return true;
}

static bool daemon_on_view(struct daemon *daemon, const cJSON *message) {
	long for_ms;
	const char *state = message_text(message, "state");
	if (!state || !message_integer(message, "forMs", 1, 1000, &for_ms))
		return false;
	for (enum view view = VIEW_OFF; view <= VIEW_LIVE; view++) {
		if (strcmp(state, view_name(view)) != 0)
			continue;
		daemon->listener->on_view(daemon->data, view, (double)for_ms);
		return true;
	}
	return false;
}

static bool daemon_read_box(const cJSON *rect, struct box *box) {
	long x, y, width, height;
	bool is_valid = message_integer(rect, "x", -32768, 32767, &x) && message_integer(rect, "y", -32768, 32767, &y) &&
		message_integer(rect, "width", 0, 32767, &width) && message_integer(rect, "height", 0, 32767, &height);
	if (is_valid)
		*box = (struct box){(int)x, (int)y, (int)width, (int)height};
	return is_valid;
}

static bool daemon_on_own(struct daemon *daemon, const cJSON *message) {
	long serial;
	struct own_set set = {0};
	const cJSON *rects = cJSON_GetObjectItemCaseSensitive(message, "rects"), *rect;
	if (!message_integer(message, "serial", 0, ORDER_COUNT_MAX, &serial) || !cJSON_IsArray(rects))
		return false;
	cJSON_ArrayForEach(rect, rects) {
		if (set.count == OWN_MAX || !daemon_read_box(rect, &set.boxes[set.count++]))
			return false;
	}
	daemon->listener->on_own(daemon->data, &set, serial);
	return true;
}

static bool daemon_on_refresh(struct daemon *daemon, const cJSON *message) {
	daemon->listener->on_refresh(daemon->data);
	return true;
}

static const struct {
	const char *type;
	daemon_handler handle;
} daemon_handlers[] = {
	{"screen/welcome", daemon_on_welcome},
	{"screen/view", daemon_on_view},
	{"screen/own", daemon_on_own},
	{"screen/refresh", daemon_on_refresh},
};

bool daemon_take(struct daemon *daemon, const cJSON *message) {
	struct order order;
	for (size_t i = 0; i < sizeof daemon_handlers / sizeof daemon_handlers[0]; i++) {
		if (strcmp(message_type(message), daemon_handlers[i].type) != 0)
			continue;
		bool is_due = daemon->is_welcome || daemon_handlers[i].handle == daemon_on_welcome;
		return is_due && daemon_handlers[i].handle(daemon, message);
	}
	if (!daemon->is_welcome || !order_read(&order, message))
		return false;
	daemon->listener->on_order(daemon->data, &order);
	return true;
}

static void daemon_on_message(void *data, struct link *link, const char *type, const cJSON *message) {
	if (daemon_take(data, message))
		return;
	log_line("refused %.64s from the daemon: unknown, before the welcome, or not as protocol/local-screen.ts says", type);
	link_drop(link);
}

static void daemon_on_state(void *data, struct link *link, bool connected) {
	struct daemon *daemon = data;
	daemon->is_welcome = false;
	if (!connected) {
		daemon->listener->on_present(daemon->data, false);
		return;
	}
	cJSON *hello = link_message("screen/hello");
	cJSON_AddNumberToObject(hello, "version", DAEMON_PROTOCOL_VERSION);
	link_send(link, hello);
}

int daemon_init(struct daemon *daemon, const char *path, const struct daemon_listener *listener, void *data) {
	static const struct link_callbacks callbacks = {daemon_on_message, daemon_on_state};
	*daemon = (struct daemon){.listener = listener, .data = data};
	daemon->link = link_create(path, &callbacks, daemon);
	return daemon->link ? 0 : -errno;
}

void daemon_destroy(struct daemon *daemon) {
	link_destroy(daemon->link);
	daemon->link = NULL;
}

/* What cannot be sent is dropped: the next welcome brings the whole state again. */
static void daemon_report(struct daemon *daemon, cJSON *message) {
	if (daemon->is_welcome)
		link_send(daemon->link, message);
	else
		cJSON_Delete(message);
}

static void daemon_add_output(cJSON *list, const struct output *output) {
	if (output->width == 0)
		return;
	cJSON *item = cJSON_CreateObject();
	cJSON_AddStringToObject(item, "name", output->connector);
	cJSON_AddNumberToObject(item, "transform", output->transform);
	cJSON_AddNumberToObject(item, "x", output->layout.x);
	cJSON_AddNumberToObject(item, "y", output->layout.y);
	cJSON_AddNumberToObject(item, "width", output->layout.width);
	cJSON_AddNumberToObject(item, "height", output->layout.height);
	cJSON_AddItemToArray(list, item);
}

void daemon_report_outputs(struct daemon *daemon, const struct compositor *compositor) {
	const struct output *output = &compositor->output;
	cJSON *message = link_message("screen/output");
	cJSON_AddNumberToObject(message, "width", output->width);
	cJSON_AddNumberToObject(message, "height", output->height);
	cJSON *list = cJSON_AddArrayToObject(message, "outputs");
	daemon_add_output(list, output);
	for (int i = 0; output->width > 0 && i < COMPOSITOR_OTHERS; i++)
		daemon_add_output(list, &compositor->others[i]);
	daemon_report(daemon, message);
}

void daemon_report_own_applied(struct daemon *daemon, long serial) {
	cJSON *message = link_message("screen/own-applied");
	cJSON_AddNumberToObject(message, "serial", (double)serial);
	daemon_report(daemon, message);
}

void daemon_report_state(struct daemon *daemon, enum view view, uint32_t frames) {
	cJSON *message = link_message("screen/state");
	cJSON_AddStringToObject(message, "state", view_name(view));
	cJSON_AddNumberToObject(message, "frames", frames);
	daemon_report(daemon, message);
}

void daemon_report_glance(struct daemon *daemon, bool is_blank) {
	log_line("the glass is %s", is_blank ? "of one colour" : "of more than one colour again");
	cJSON *message = link_message("screen/glance");
	cJSON_AddBoolToObject(message, "oneColour", is_blank);
	daemon_report(daemon, message);
}

void daemon_report_typed(struct daemon *daemon, long serial) {
	cJSON *message = link_message("screen/typed");
	cJSON_AddNumberToObject(message, "serial", (double)serial);
	daemon_report(daemon, message);
}

void daemon_report_untyped(struct daemon *daemon, long serial, const char *why) {
	log_line("text %ld is not typed: %s", serial, why);
	cJSON *message = link_message("screen/untyped");
	cJSON_AddNumberToObject(message, "serial", (double)serial);
	cJSON_AddStringToObject(message, "message", why);
	daemon_report(daemon, message);
}

void daemon_report_trouble(struct daemon *daemon, const char *code, const char *text) {
	log_line("%s: %s", code, text);
	cJSON *message = link_message("screen/trouble");
	cJSON_AddStringToObject(message, "code", code);
	cJSON_AddStringToObject(message, "message", text);
	cJSON_AddNumberToObject(message, "atMs", link_now_ms());
	daemon_report(daemon, message);
}
