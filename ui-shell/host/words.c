#include "words.h"

#include <stddef.h>
#include <strings.h>

static const struct words all[] = {
	{
		.language = "en",
		.starting = "This screen is starting…",
		.unreachable = "This page cannot be reached just now",
		.back_by_itself = "It comes back by itself.",
		.help = "For help, swipe down from the top edge.",
		.refused = "This cannot be opened here.",
		.leaving = "Are you still there? This screen begins anew in a moment. Touch it to go on.",
		.unusable = "This screen is not set up",
	},
	{
		.language = "de",
		.starting = "Dieser Bildschirm startet …",
		.unreachable = "Diese Seite ist gerade nicht erreichbar",
		.back_by_itself = "Sie kommt von selbst wieder.",
		.help = "Für Hilfe vom oberen Rand nach unten wischen.",
		.refused = "Das lässt sich hier nicht öffnen.",
		.leaving = "Sind Sie noch da? Dieser Bildschirm beginnt gleich von vorn. Berühren Sie ihn, um weiterzumachen.",
		.unusable = "Dieser Bildschirm ist nicht eingerichtet",
	},
};

const struct words *words_for(const char *locale) {
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strncasecmp(locale, all[i].language, 2) == 0)
			return &all[i];
	return &all[0];
}
