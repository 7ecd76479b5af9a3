#include "app-settings.h"

#include <glib.h>

#include "origin.h"

#define PLACE "/etc/alongside/app.env"

static char *origins_fault(char **origins) {
	for (int i = 0; origins[i]; i++) {
		const char *fault = origin_fault(origins[i]);
		if (fault)
			return g_strdup_printf("KIOSK_APP_ORIGINS in " PLACE ", entry %d: \"%s\" %s", i + 1, origins[i], fault);
	}
	return NULL;
}

static char **list_new(const char *url, const char *origins) {
	GStrvBuilder *list = g_strv_builder_new();
	g_strv_builder_add(list, url);
	char **entries = g_strsplit_set(origins ? origins : "", " \t\n", -1);
	for (char **entry = entries; *entry; entry++)
		if (**entry)
			g_strv_builder_add(list, *entry);
	g_strfreev(entries);
	char **all = g_strv_builder_end(list);
	g_strv_builder_unref(list);
	return all;
}

void app_settings_init(struct app_settings *settings, const char *url, const char *origins) {
	settings->origins = list_new(url, origins);
	const char *fault = origin_address_fault(url); // not told itself: it may carry a secret
	settings->fault = fault ? g_strdup_printf("KIOSK_APP_URL in " PLACE " %s", fault) : origins_fault(settings->origins + 1);
}

void app_settings_destroy(struct app_settings *settings) {
	g_clear_pointer(&settings->origins, g_strfreev);
	g_clear_pointer(&settings->fault, g_free);
}
