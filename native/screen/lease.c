#include "lease.h"

const char *view_name(enum view view) {
	static const char *const names[] = {[VIEW_OFF] = "off", [VIEW_HIDDEN] = "hidden", [VIEW_LIVE] = "live"};
	return names[view];
}
