#include "app-settings.h"

#include <stdbool.h>
#include <string.h>

#include "check.h"

static bool is_fault(const char *url, const char *origins, const char *with) {
	struct app_settings settings;
	app_settings_init(&settings, url, origins);
	bool is_as_wanted = with ? settings.fault && strstr(settings.fault, with) : !settings.fault;
	app_settings_destroy(&settings);
	return is_as_wanted;
}

static void reads_a_list(void) {
	struct app_settings settings;
	app_settings_init(&settings, "https://app.example.org/start", "  https://pay.example.org\n\thttps://*.example.com ");
	CHECK(!settings.fault);
	CHECK(strcmp(settings.origins[0], "https://app.example.org/start") == 0 && strcmp(settings.origins[1], "https://pay.example.org") == 0);
	CHECK(strcmp(settings.origins[2], "https://*.example.com") == 0 && !settings.origins[3]);
	app_settings_destroy(&settings);
	CHECK(is_fault("about:blank", NULL, NULL) && is_fault("http://127.0.0.1:8090/", "", NULL));
}

static void says_where_it_is_wrong(void) {
	CHECK(is_fault("", NULL, "KIOSK_APP_URL in /etc/alongside/app.env is no address"));
	CHECK(is_fault("app.example.org?key=secret", NULL, "write https://") && !is_fault("app.example.org?key=secret", NULL, "secret"));
	CHECK(is_fault("https://app.example.org", "https://a.example.org b.example.org", "KIOSK_APP_ORIGINS in /etc/alongside/app.env, entry 2: \"b.example.org\""));
}

int main(void) {
	check("reads the list of origins, the page's own first", reads_a_list);
	check("says in which key and entry it is wrong, and what would be right", says_where_it_is_wrong);
	return 0;
}
