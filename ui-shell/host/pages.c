#include "pages.h"

const char pages_starting[] =
	"<!doctype html><html lang=en><meta charset=utf-8><title>Help</title><style>"
	"html{height:100%;background:#f4f6f8}body{height:100%;margin:0;display:grid;place-content:center;justify-items:center;gap:12px;"
	"font:32px/1.3 'DejaVu Sans',sans-serif;color:#1d2733;text-align:center}"
	"p{margin:0;font-size:20px;color:#4a5665}"
	"i{position:fixed;bottom:12px;left:50%;width:96px;height:8px;margin-left:-48px;border-radius:4px;background:#b7c0ca}"
	"</style><main role=status>Help is starting…</main><p>One moment, please.</p><i></i></html>";

const char pages_unreachable[] =
	"<!doctype html><html lang=en><meta charset=utf-8><title>Starting</title><style>"
	"html{height:100%;background:#fff}body{height:100%;margin:0;display:grid;place-content:center;justify-items:center;gap:12px;"
	"font:32px/1.3 'DejaVu Sans',sans-serif;color:#1d2733;text-align:center}p{margin:0;font-size:20px;color:#4a5665}"
	"</style><main role=status>This screen is starting…</main><p>For help, swipe down from the top edge.</p></html>";
