#include "origin.h"

#include <glib.h>
#include <string.h>

#include "check.h"

static bool is_fit(const char *entry, const char *uri) {
	char *pattern = origin_of(entry), *origin = origin_of(uri);
	bool fits = pattern && origin && origin_fits(pattern, origin);
	g_free(pattern);
	g_free(origin);
	return fits;
}

static void an_origin_is_itself_alone(void) {
	CHECK(is_fit("https://app.example.org", "https://app.example.org/start?x#y"));
	CHECK(is_fit("https://app.example.org", "HTTPS://APP.example.org:443/"));
	CHECK(is_fit("http://app.example.org:8080/", "http://app.example.org:8080/x"));
	CHECK(!is_fit("https://app.example.org", "http://app.example.org/"));
	CHECK(!is_fit("https://app.example.org", "https://app.example.org:8443/"));
	CHECK(!is_fit("https://app.example.org", "https://example.org/"));
	CHECK(!is_fit("https://app.example.org", "https://app.example.org.elsewhere.net/"));
	CHECK(!is_fit("https://app.example.org", "https://app.example.org@elsewhere.net/"));
	CHECK(!is_fit("https://app.example.org", "data:text/html,https://app.example.org"));
	CHECK(!is_fit("https://app.example.org", "blob:https://app.example.org/1"));
}

static void a_pattern_is_every_name_below(void) {
	CHECK(is_fit("https://*.example.org", "https://pay.example.org/"));
	CHECK(is_fit("https://*.example.org", "https://a.b.example.org/"));
	CHECK(!is_fit("https://*.example.org", "https://example.org/"));
	CHECK(!is_fit("https://*.example.org", "https://.example.org/"));
	CHECK(!is_fit("https://*.example.org", "https://badexample.org/"));
	CHECK(!is_fit("https://*.example.org", "http://pay.example.org/"));
	CHECK(!is_fit("https://*.example.org", "https://pay.example.org:444/"));
	CHECK(!is_fit("https://*.example.org", "https://pay.example.org.elsewhere.net/"));
	CHECK(!is_fit("https://*.example.org", "https://elsewhere.net/.example.org:443"));
}

static void says_what_is_wrong_with_an_entry(void) {
	CHECK(!origin_fault("https://app.example.org"));
	CHECK(!origin_fault("https://app.example.org:8443/"));
	CHECK(!origin_fault("http://192.0.2.7:8080"));
	CHECK(!origin_fault("https://[2001:db8::1]"));
	CHECK(!origin_fault("https://*.example.org"));
	CHECK(strstr(origin_fault("example.org"), "write https://"));
	CHECK(strstr(origin_fault("*"), "write https://"));
	CHECK(strstr(origin_fault("https://"), "write https://"));
	CHECK(strstr(origin_fault("ftp://example.org"), "neither"));
	CHECK(strstr(origin_fault("https://app.example.org/path"), "more than"));
	CHECK(strstr(origin_fault("https://me:secret@app.example.org"), "more than"));
	CHECK(strstr(origin_fault("https://*.org"), "too much"));
	CHECK(strstr(origin_fault("https://*"), "beginning"));
	CHECK(strstr(origin_fault("https://a*.example.org"), "beginning"));
	CHECK(strstr(origin_fault("https://*.*.example.org"), "beginning"));
}

static void knows_the_address_of_a_page(void) {
	CHECK(!origin_address_fault("https://app.example.org/start"));
	CHECK(!origin_address_fault("file:///usr/share/app/index.html"));
	CHECK(!origin_address_fault("about:blank"));
	CHECK(origin_address_fault(""));
	CHECK(origin_address_fault("app.example.org"));
	CHECK(origin_address_fault("data:text/html,x"));
	CHECK(origin_address_fault("javascript:alert(1)"));
}

int main(void) {
	check("an origin is itself alone", an_origin_is_itself_alone);
	check("a pattern is every name below", a_pattern_is_every_name_below);
	check("says what is wrong with an entry of the list", says_what_is_wrong_with_an_entry);
	check("knows the address of a page", knows_the_address_of_a_page);
	return 0;
}
