#include "binding-events.h"

#include <cstdint>
#include <cstdio>
#include <string>
#include <sys/sysmacros.h>

namespace {

// Minutes of a person's touches, for moves of one finger in a row are one.
constexpr size_t kMaxQueued = 4096;
// When moves are lost already. A lost end of a touch would be a finger that rests on the glass for ever.
constexpr size_t kMaxQueuedHolds = 4 * kMaxQueued;

size_t MaxQueued(enum physical_kind kind, enum touch_phase phase) {
	switch (kind) {
	case PHYSICAL_TOUCH:
		return phase == TOUCH_MOVE ? kMaxQueued : kMaxQueuedHolds;
	case PHYSICAL_CLICK:
	case PHYSICAL_KEY:
		return kMaxQueuedHolds;
	case PHYSICAL_DEVICE:
	case PHYSICAL_TROUBLE:
		return kMaxQueued;
	case PHYSICAL_END:
	case PHYSICAL_LAPSED:
	case PHYSICAL_READY:
		break;
	}
	return SIZE_MAX; // rare, and all that follows depends on them
}

bool IsMoveOf(const struct physical &event, int finger) {
	return event.kind == PHYSICAL_TOUCH && event.phase == TOUCH_MOVE && event.finger == finger;
}

struct physical Lost(size_t count, double at_ms) {
	struct physical event = {};
	event.kind = PHYSICAL_TROUBLE;
	event.at_ms = at_ms;
	snprintf(event.text, sizeof event.text, "%zu physical events were lost: nobody took them", count);
	return event;
}

} // namespace

bool EventQueue::Push(const struct physical &event) {
	std::lock_guard<std::mutex> guard(lock_);
	if (!events_.empty() && IsMoveOf(event, event.finger) && IsMoveOf(events_.back(), event.finger)) {
		events_.back() = event;
		return false;
	}
	if (events_.size() >= MaxQueued(event.kind, event.phase)) {
		lost_++;
		return false;
	}
	events_.push_back(event);
	return events_.size() == 1;
}

std::deque<struct physical> EventQueue::Take() {
	std::lock_guard<std::mutex> guard(lock_);
	std::deque<struct physical> taken;
	taken.swap(events_);
	if (lost_ > 0)
		taken.push_back(Lost(lost_, taken.back().at_ms));
	lost_ = 0;
	return taken;
}

Napi::Object EventObject(Napi::Env env, const struct physical &event) {
	static constexpr const char *kinds[] = {"touch", "click", "key", "end", "lapsed", "ready", "device", "trouble"};
	auto object = Napi::Object::New(env);
	object.Set("kind", kinds[event.kind]);
	switch (event.kind) {
	case PHYSICAL_TOUCH:
		object.Set("finger", event.finger);
		object.Set("phase", kTouchPhases[event.phase]);
		object.Set("x", event.x);
		object.Set("y", event.y);
		break;
	case PHYSICAL_KEY:
		object.Set("code", event.code);
		[[fallthrough]];
	case PHYSICAL_CLICK:
		object.Set("down", event.is_down);
		break;
	case PHYSICAL_DEVICE:
		object.Set("name", event.text);
		object.Set("present", event.is_present);
		object.Set("isTouch", event.is_touch);
		object.Set("isPointer", event.is_pointer);
		object.Set("firstFinger", event.finger);
		object.Set("number", std::to_string(major(event.number)) + ":" + std::to_string(minor(event.number)));
		break;
	case PHYSICAL_TROUBLE:
		object.Set("message", event.text);
		break;
	case PHYSICAL_END:
	case PHYSICAL_LAPSED:
	case PHYSICAL_READY:
		break;
	}
	object.Set("atMs", event.at_ms);
	return object;
}
