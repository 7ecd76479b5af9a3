// Events of the input thread on their way to JavaScript.
#ifndef ALONGSIDE_BINDING_EVENTS_H
#define ALONGSIDE_BINDING_EVENTS_H

#include <napi.h>

#include <deque>
#include <mutex>

extern "C" {
#include "physical.h"
}

inline constexpr const char *kTouchPhases[] = {"down", "move", "up"};

// PhysicalEvent of lib/input.ts.
Napi::Object EventObject(Napi::Env env, const struct physical &event);

// From the input thread to the main thread. It is bounded: a JavaScript that hangs loses moves first.
class EventQueue {
public:
	// Returns true when it was empty: JavaScript is to be woken.
	bool Push(const struct physical &event);
	std::deque<struct physical> Take();

private:
	std::mutex lock_;
	std::deque<struct physical> events_;
	size_t lost_ = 0;
};

#endif
