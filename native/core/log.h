/* One line on standard error for the journal: "name: text". */
#ifndef ALONGSIDE_LOG_H
#define ALONGSIDE_LOG_H

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

#endif
