#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void log_line(const char *format, ...) {
	va_list arguments;
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
