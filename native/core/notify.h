/* Tells the supervisor that we are ready and alive (sd_notify(3), WATCHDOG). Does nothing without NOTIFY_SOCKET. */
#ifndef ALONGSIDE_NOTIFY_H
#define ALONGSIDE_NOTIFY_H

/* "READY=1", "WATCHDOG=1", "STATUS=…". */
void notify_send(const char *state);
/* Half of WATCHDOG_USEC in ms, as sd_watchdog_enabled(3) advises; 0 when nobody watches. */
double notify_watchdog_ms(void);

#endif
