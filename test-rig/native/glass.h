/* The customer's side of the glass in the headless body: picture, finger and keyboard as a Wayland client of its own.
 *
 * A unix socket speaks frames (u32 little-endian length, then the payload). To the glass: JSON, LINK_MAX_PAYLOAD at most.
 *   {"type":"glass/pointer","phase":"down|move|up","x":px,"y":px}    the finger, device pixels
 *   {"type":"glass/key","code":evdev,"down":bool}                    a key of a US keyboard
 *   {"type":"glass/text","text":"..."}                               types any characters
 *   {"type":"glass/shot"}                                            one PNG as reply
 *   {"type":"glass/stream","on":bool,"maxFps":1..60,"quality":1..100} changed rectangles from now on, the whole picture first
 * From the glass: one byte of kind, then
 *   0 JSON: {"type":"glass/size","width":px,"height":px} at first and on each change; {"type":"glass/refused","message":"..."} before
 *     it hangs up on a client that broke the protocol
 *   1 u16 x, y, width, height, u32 frame (little endian), then a JPEG of that size; rectangles of one picture share its frame number
 *   2 a PNG of the whole output
 * A stream waits for its reader: what changed meanwhile is sent once, in its newest state. */
#ifndef ALONGSIDE_GLASS_H
#define ALONGSIDE_GLASS_H

#include "clients.h"
#include "compositor.h"
#include "finger.h"
#include "link.h"
#include "mode.h"
#include "virtual-keyboard.h"

#define GLASS_RETRY_MS 100

struct glass {
	struct compositor compositor;
	struct mode mode;
	struct finger finger;
	struct virtual_keyboard keyboard;
	struct wl_seat *seat;
	struct clients clients;
	struct link *touch; // PhysicalTouch port of the daemon; NULL without --touch
	const struct picture *picture; // the newest; NULL until one was taken
	uint32_t frame;
	bool is_look_needed; // take a picture now, changed or not
	double next_ms;      // no capture before
	double reconnect_ms; // no connection to the compositor before
};

struct glass_options {
	const char *socket, *touch; // touch may be NULL
	struct mode_wish mode;      // of the output; a width of 0: leave it as it is
};

/* Returns 0 or -errno. */
int glass_init(struct glass *glass, const struct glass_options *options);
void glass_destroy(struct glass *glass);
/* Does what is due; returns when to be called again (ms, monotonic). */
double glass_update(struct glass *glass, double now_ms);
bool glass_has_picture(const struct glass *glass);
void glass_lose_compositor(struct glass *glass, double now_ms);

/* Serves the socket until SIGTERM or SIGINT. Returns an exit status. */
int glass_run(const struct glass_options *options);

#endif
