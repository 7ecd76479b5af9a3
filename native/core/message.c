#include "message.h"

#include <math.h>

cJSON *message_parse(const uint8_t *bytes, size_t size) {
	const char *end = NULL;
	cJSON *message = cJSON_ParseWithLengthOpts((const char *)bytes, size, &end, false);
	if (!message)
		return NULL;
	const char *limit = (const char *)bytes + size;
	while (end < limit && (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t'))
		end++;
	if (end != limit || !cJSON_IsObject(message) || !message_type(message)) {
		cJSON_Delete(message);
		return NULL;
	}
	return message;
}

const char *message_type(const cJSON *message) {
	return message_text(message, "type");
}

bool message_integer(const cJSON *message, const char *name, long min, long max, long *value) {
	const cJSON *field = cJSON_GetObjectItemCaseSensitive(message, name);
	if (!cJSON_IsNumber(field) || !(field->valuedouble >= min && field->valuedouble <= max))
		return false;
	if (floor(field->valuedouble) != field->valuedouble)
		return false;
	*value = (long)field->valuedouble;
	return true;
}

const char *message_text(const cJSON *message, const char *name) {
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, name));
}
