#include "troubles.h"

#include <dirent.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <unistd.h>

void troubles_init(struct troubles *troubles, const char *folder) {
	*troubles = (struct troubles){folder, inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
	if (troubles->fd >= 0 && inotify_add_watch(troubles->fd, folder, IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) < 0)
		troubles_destroy(troubles);
}

void troubles_destroy(struct troubles *troubles) {
	if (troubles->fd >= 0)
		close(troubles->fd);
	troubles->fd = -1;
}

bool troubles_any(struct troubles *troubles) {
	char events[4096];
	while (troubles->fd >= 0 && read(troubles->fd, events, sizeof events) > 0)
		;
	DIR *folder = opendir(troubles->folder);
	if (!folder)
		return false;
	bool is_any = false;
	// A name that begins with a dot is a file that is being written.
	for (const struct dirent *entry; !is_any && (entry = readdir(folder)) != NULL;)
		is_any = entry->d_name[0] != '.';
	closedir(folder);
	return is_any;
}
