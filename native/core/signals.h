/* SIGTERM and SIGINT as a file descriptor: readable when the process is told to end. */
#ifndef ALONGSIDE_SIGNALS_H
#define ALONGSIDE_SIGNALS_H

/* Also ignores SIGPIPE. Returns the descriptor or -errno. */
int signals_open(void);

#endif
