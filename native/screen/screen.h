/* Decides when a picture is taken and what becomes of it. */
#ifndef ALONGSIDE_SCREEN_H
#define ALONGSIDE_SCREEN_H

#include "compositor.h"
#include "daemon.h"
#include "glance.h"
#include "input.h"
#include "lease.h"
#include "own.h"
#include "publisher.h"

/* Encoders behind us take no more. */
#define SCREEN_INTERVAL_MS (1000.0 / 30)
#define SCREEN_RETRY_MS 100
/* A plain copy takes one refresh of the output; a compositor that needs this long hangs. */
#define SCREEN_STALL_MS 1000

struct screen {
	struct daemon daemon;
	struct compositor compositor;
	struct publisher publisher;
	struct input input;
	struct lease lease;
	struct own own;
	struct glance glance;
	enum view shown; // what really is sent
	bool needs_neutral; // one more neutral frame
	bool needs_whole; // the next frame is published whole, changed or not
	bool needs_look; // take a picture without waiting for damage and compare all of it
	bool is_failing; // the last capture failed: reported once
	bool is_stalled; // reported once
	double next_ms; // no capture before
	double asked_ms; // when the pending plain copy was asked for
	double reconnect_ms; // no connection to the compositor before
};

/* `glance_ms`: how often it looks whether the glass is of one colour. Returns 0 or -errno. */
int screen_init(struct screen *screen, const char *daemon_path, const char *frames_directory, uid_t reader_uid, bool has_virtual_input,
	double glance_ms);
void screen_destroy(struct screen *screen);

/* Does what is due. Call it after each event and when the time it returns (ms, monotonic) has come. */
double screen_update(struct screen *screen, double now_ms);
/* The compositor is gone, or speaks nonsense. */
void screen_lose_compositor(struct screen *screen, double now_ms);

#endif
