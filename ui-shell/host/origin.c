#include "origin.h"

#include <glib.h>
#include <string.h>

#define ANY_NAME "://*."

char *origin_of(const char *text) {
	GUri *uri = g_uri_parse(text, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
	if (!uri)
		return NULL;
	const char *host = g_uri_get_host(uri), *scheme = g_uri_get_scheme(uri);
	bool is_origin = (host && *host) || g_str_equal(scheme, "file");
	char *plain = g_strdup_printf("%s://%s:%d", scheme, host ? host : "", g_uri_get_port(uri));
	char *origin = is_origin ? g_ascii_strdown(plain, -1) : NULL;
	g_free(plain);
	g_uri_unref(uri);
	return origin;
}

bool origin_fits(const char *pattern, const char *origin) {
	const char *any = strstr(pattern, ANY_NAME);
	if (!any)
		return g_str_equal(pattern, origin);
	size_t scheme = (size_t)(any - pattern) + strlen("://");
	const char *domain = any + strlen(ANY_NAME) - 1; // with its dot
	size_t length = strlen(origin);
	return strncmp(pattern, origin, scheme) == 0 && length > scheme + strlen(domain) && strcmp(origin + length - strlen(domain), domain) == 0;
}

/* The host of an entry, of which a leading "*." stands for names. */
static const char *host_fault(const char *host) {
	const char *rest = g_str_has_prefix(host, "*.") ? host + 2 : host;
	if (strchr(rest, '*'))
		return "* stands for whole names at the beginning only: https://*.example.org";
	if (rest != host && !strchr(rest, '.'))
		return "names too much: at least https://*.example.org";
	return *rest ? NULL : "names no host: write https://app.example.org";
}

const char *origin_fault(const char *entry) {
	GUri *uri = g_uri_parse(entry, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
	if (!uri || !g_uri_get_host(uri)) {
		g_clear_pointer(&uri, g_uri_unref);
		return "is no origin: write https://app.example.org or https://*.example.org";
	}
	const char *scheme = g_uri_get_scheme(uri), *path = g_uri_get_path(uri), *fault;
	if (!g_str_equal(scheme, "https") && !g_str_equal(scheme, "http"))
		fault = "begins with neither https:// nor http://";
	else if (g_uri_get_userinfo(uri) || (*path && !g_str_equal(path, "/")) || g_uri_get_query(uri) || g_uri_get_fragment(uri))
		fault = "has more than scheme, host and port: write https://app.example.org";
	else
		fault = host_fault(g_uri_get_host(uri));
	g_uri_unref(uri);
	return fault;
}

const char *origin_address_fault(const char *uri) {
	if (g_str_equal(uri, "about:blank"))
		return NULL;
	char *origin = origin_of(uri);
	bool is_known = origin && (g_str_has_prefix(origin, "https://") || g_str_has_prefix(origin, "http://") || g_str_has_prefix(origin, "file://"));
	g_free(origin);
	return is_known ? NULL : "is no address of a page: write https://app.example.org/start";
}
