/* What clients of the glass may ask for; the messages are in glass.h. */
#ifndef ALONGSIDE_COMMANDS_H
#define ALONGSIDE_COMMANDS_H

#include "glass.h"

/* Returns NULL, or what would have been right. */
const char *commands_obey(struct glass *glass, struct client *client, const cJSON *message);

/* The finger, for commands and for a client that left while touching. */
void commands_finger(struct glass *glass, enum finger_phase phase, int x, int y);

#endif
