#include "scripts.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

/* Not enumerable, so that nothing that lists or logs `window` carries the token off. */
static const char token_script[] =
	"(() => {\n"
	"  const url = %s, token = %s, version = %d;\n"
	"  if (window !== window.top || location.origin !== new URL(url).origin) return;\n"
	"  Object.defineProperty(window, 'alongside', { value: Object.freeze({ token, version }), enumerable: false });\n"
	"})();\n";

/* At most four reports a second, however wild the page. The host cleans and caps them again. */
static const char labels_script[] =
	"(() => {\n"
	"  if (window !== window.top) return;\n"
	"  let last = '', timer = 0;\n"
	"  const cut = (text) => String(text ?? '').slice(0, 200);\n"
	"  const isShown = (element) => element.getClientRects().length > 0;\n"
	"  const pageElement = () => document.activeElement?.closest('[data-page]')\n"
	"    ?? [...document.querySelectorAll('[data-page]')].find(isShown);\n"
	"  const report = () => {\n"
	"    timer = 0;\n"
	"    const labels = { type: 'labels', app: cut(document.title), page: cut(pageElement()?.getAttribute('data-page')) };\n"
	"    const text = JSON.stringify(labels);\n"
	"    if (text === last) return;\n"
	"    last = text;\n"
	"    window.webkit.messageHandlers.host.postMessage(text);\n"
	"  };\n"
	"  const soon = () => { timer ||= setTimeout(report, 250); };\n"
	"  const watch = () => {\n"
	"    new MutationObserver(soon).observe(document.documentElement, { subtree: true, childList: true, characterData: true,\n"
	"      attributes: true, attributeFilter: ['data-page', 'hidden', 'class', 'style'] });\n"
	"    report();\n"
	"  };\n"
	"  document.addEventListener('focusin', soon);\n"
	"  addEventListener('popstate', soon);\n"
	"  document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', watch) : watch();\n"
	"})();\n";

/* In the top layer, above a page's own dialogues. Styles are set one by one, which no policy of the page forbids. */
static const char notice_script[] =
	"(() => {\n"
	"  const id = 'alongside-notice', text = %s, forMs = %d;\n"
	"  document.getElementById(id)?.remove();\n"
	"  if (!text) return;\n"
	"  const notice = document.createElement('div');\n"
	"  Object.assign(notice, { id, role: 'status', popover: 'manual', textContent: text });\n"
	"  Object.assign(notice.style, { all: 'initial', position: 'fixed', inset: 'auto 0 48px 0', margin: 'auto', width: 'fit-content',\n"
	"    maxWidth: '80%%', display: 'block', boxSizing: 'border-box', padding: '20px 32px', borderRadius: '12px', background: '#1d2733',\n"
	"    color: '#fff', font: '26px/1.3 \"DejaVu Sans\",sans-serif', textAlign: 'center', pointerEvents: 'none', zIndex: '2147483647' });\n"
	"  document.documentElement.append(notice);\n"
	"  notice.showPopover?.();\n"
	"  if (forMs) setTimeout(() => notice.remove(), forMs);\n"
	"})();\n";

static const char keyboard_script[] =
#include "keyboard-page.js.inc"
	;

/* A JavaScript string literal: since ECMAScript 2019 every JSON string is one. */
static char *literal(const char *text) {
	cJSON *string = cJSON_CreateString(text);
	char *json = cJSON_PrintUnformatted(string);
	cJSON_Delete(string);
	char *copy = g_strdup(json);
	free(json);
	return copy;
}

static char *token_text(const char *url, const char *token, int version) {
	char *url_literal = literal(url), *token_literal = literal(token);
	char *text = g_strdup_printf(token_script, url_literal, token_literal, version);
	g_free(url_literal);
	g_free(token_literal);
	return text;
}

void scripts_set_token(WebKitUserContentManager *content, const char *url, const char *token, int version) {
	char *text = token_text(url, token, version);
	WebKitUserScript *script =
		webkit_user_script_new(text, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME, WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, NULL, NULL);
	webkit_user_content_manager_remove_all_scripts(content);
	webkit_user_content_manager_add_script(content, script);
	webkit_user_script_unref(script);
	g_free(text);
}

void scripts_watch_labels(WebKitUserContentManager *content) {
	WebKitUserScript *script = webkit_user_script_new_for_world(labels_script, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
		WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, SCRIPTS_APP_WORLD, NULL, NULL);
	webkit_user_content_manager_add_script(content, script);
	webkit_user_script_unref(script);
}

void scripts_show_notice(WebKitWebView *web_view, const char *text, int for_ms) {
	char *text_literal = literal(text ? text : ""), *script = g_strdup_printf(notice_script, text_literal, for_ms);
	webkit_web_view_evaluate_javascript(web_view, script, -1, SCRIPTS_APP_WORLD, NULL, NULL, NULL, NULL);
	g_free(script);
	g_free(text_literal);
}

void scripts_add_keyboard(WebKitUserContentManager *content) {
	WebKitUserScript *script = webkit_user_script_new_for_world(keyboard_script, WEBKIT_USER_CONTENT_INJECT_ALL_FRAMES,
		WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, SCRIPTS_APP_WORLD, NULL, NULL);
	webkit_user_content_manager_add_script(content, script);
	webkit_user_script_unref(script);
}

void scripts_show_keyboard(WebKitWebView *web_view, const char *field, bool is_touched, const char *language) {
	char *script = g_strdup_printf("alongsideKeyboard('%s', %s, '%s')", field, is_touched ? "true" : "false", language);
	webkit_web_view_evaluate_javascript(web_view, script, -1, SCRIPTS_APP_WORLD, NULL, NULL, NULL, NULL);
	g_free(script);
}
