/* A message of a local link: one JSON object with a string `type`. */
#ifndef ALONGSIDE_MESSAGE_H
#define ALONGSIDE_MESSAGE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns the object, to be freed with cJSON_Delete, or NULL when `bytes` are anything else. */
cJSON *message_parse(const uint8_t *bytes, size_t size);
const char *message_type(const cJSON *message);

/* Reads a whole number within [min, max]. Returns false when it is missing or anything else. */
bool message_integer(const cJSON *message, const char *name, long min, long max, long *value);
/* Returns NULL when it is missing or no string. */
const char *message_text(const cJSON *message, const char *name);

#endif
