// The input devices for JavaScript. The contract is lib/input.ts.
#include "binding-events.h"
#include "binding.h"

#include <cerrno>

extern "C" {
#include "input-thread.h"
#include "uinput.h"
}

namespace {

Napi::Value Option(Napi::Object options, const char *name) {
	return options.Get(name);
}

std::string TextOption(Napi::Env env, Napi::Object options, const char *name, const char *otherwise) {
	Napi::Value value = Option(options, name);
	if (value.IsUndefined())
		return otherwise;
	if (!value.IsString())
		throw Napi::TypeError::New(env, std::string(name) + " must be a string");
	return value.As<Napi::String>().Utf8Value();
}

struct decoder_keys KeysOption(Napi::Env env, Napi::Object options) {
	Napi::Value value = Option(options, "keys");
	struct decoder_keys keys = {};
	if (!value.IsArray())
		throw Napi::TypeError::New(env, "keys must be an array of Linux key codes");
	auto array = value.As<Napi::Array>();
	// One place is for the end key.
	if (array.Length() >= DECODER_MAX_KEYS)
		throw Napi::RangeError::New(env, "keys must be at most " + std::to_string(DECODER_MAX_KEYS - 1) + " codes");
	for (uint32_t i = 0; i < array.Length() && keys.count < DECODER_MAX_KEYS - 1; i++)
		keys.codes[keys.count++] = static_cast<int>(Integer(env, array.Get(i), "a key", 0, KEY_MAX));
	return keys;
}

class Input : public Napi::ObjectWrap<Input> {
public:
	static Napi::Function Class(Napi::Env env) {
		return DefineClass(env, "NativeInput",
			{
				InstanceAccessor<&Input::HasEnded>("hasEnded", napi_enumerable),
				InstanceAccessor<&Input::IsReady>("isReady", napi_enumerable),
				InstanceMethod<&Input::ClearEnd>("clearEnd"),
				InstanceMethod<&Input::Open>("open"),
				InstanceMethod<&Input::Close>("close"),
				InstanceMethod<&Input::Renew>("renew"),
				InstanceMethod<&Input::Touch>("touch"),
				InstanceMethod<&Input::Move>("move"),
				InstanceMethod<&Input::Button>("button"),
				InstanceMethod<&Input::Wheel>("wheel"),
				InstanceMethod<&Input::Key>("key"),
				InstanceMethod<&Input::Release>("release"),
				InstanceMethod<&Input::Stop>("stop"),
			});
	}

	explicit Input(const Napi::CallbackInfo &info) : Napi::ObjectWrap<Input>(info) {
		Napi::Env env = info.Env();
		uinput_init(&uinput_);
		if (!info[0].IsObject())
			throw Napi::TypeError::New(env, "options must be an object with keys, endKey, endHoldMs and renewMs");
		auto options = info[0].As<Napi::Object>();
		events_ = TextOption(env, options, "events", "/dev/input");
		path_ = TextOption(env, options, "uinput", "/dev/uinput");
		struct input_thread_options native = {};
		native.events = events_.c_str();
		native.keys = KeysOption(env, options);
		if (!Option(options, "endKey").IsNull())
			native.end_key = static_cast<int>(Integer(env, Option(options, "endKey"), "endKey (or null)", 1, KEY_MAX));
		end_mark_ = TextOption(env, options, "endMark", "");
		native.end_mark = end_mark_.empty() ? nullptr : end_mark_.c_str();
		native.end_hold_ms = Integer(env, Option(options, "endHoldMs"), "endHoldMs", 0, 60000);
		native.renew_ms = Integer(env, Option(options, "renewMs"), "renewMs", 10, 60000);
		if (!info[1].IsFunction())
			throw Napi::TypeError::New(env, "onEvent must be a function");
		native.devices = {OpenDevices, WriteDevice, CloseDevices, IsOwn, this};
		native.tell = Tell;
		native.data = this;
		Start(env, native, info[1].As<Napi::Function>());
	}

	~Input() { End(); }

private:
	void Start(Napi::Env env, const struct input_thread_options &native, Napi::Function on_event) {
		on_event_ = Napi::Persistent(on_event);
		wake_ = Napi::ThreadSafeFunction::New(env, on_event, "input", 0, 1);
		thread_ = input_thread_create(&native);
		if (!thread_) {
			int rc = -errno;
			wake_.Release();
			Check(env, rc, "cannot start the input thread for " + events_);
		}
		// Lives until it is stopped, whoever forgets it.
		Ref();
		hook_ = env.AddCleanupHook(&Input::OnExit, this);
	}

	static void OnExit(Input *input) { input->End(); }

	// Ends the thread; afterwards nothing more is told.
	void End() {
		if (!thread_)
			return;
		input_thread_destroy(thread_);
		thread_ = nullptr;
		wake_.Abort();
	}

	// On the input thread.
	static void Tell(void *data, const struct physical *event) {
		auto *input = static_cast<Input *>(data);
		if (input->queue_.Push(*event))
			input->wake_.NonBlockingCall(input, Deliver);
	}

	// On the main thread.
	static void Deliver(Napi::Env env, Napi::Function, Input *input) {
		if (!env)
			return; // it ends
		for (const struct physical &event : input->queue_.Take()) {
			if (!input->thread_)
				return;
			try {
				Napi::HandleScope scope(env);
				input->on_event_.Call({EventObject(env, event)});
			} catch (const Napi::Error &error) {
				napi_fatal_exception(env, error.Value());
			}
		}
	}

	static int OpenDevices(void *data) {
		auto *input = static_cast<Input *>(data);
		return uinput_open(&input->uinput_, input->path_.c_str());
	}
	static int WriteDevice(void *data, enum hand_device device, const struct input_event *events, size_t count) {
		return uinput_write(&static_cast<Input *>(data)->uinput_, device, events, count);
	}
	static void CloseDevices(void *data) { uinput_close(&static_cast<Input *>(data)->uinput_); }
	static int IsOwn(void *data, dev_t number) { return uinput_is_own(&static_cast<Input *>(data)->uinput_, number); }

	Napi::Value IsReady(const Napi::CallbackInfo &info) {
		return Napi::Boolean::New(info.Env(), thread_ && input_thread_is_ready(thread_));
	}

	Napi::Value HasEnded(const Napi::CallbackInfo &info) {
		return Napi::Boolean::New(info.Env(), thread_ ? input_thread_has_ended(thread_) : had_ended_);
	}

	Napi::Value ClearEnd(const Napi::CallbackInfo &info) {
		had_ended_ = false;
		if (thread_)
			input_thread_clear_end(thread_);
		return info.Env().Undefined();
	}

	Napi::Value Open(const Napi::CallbackInfo &info) {
		if (!thread_)
			throw Napi::Error::New(info.Env(), "the input devices were stopped: open them before stop()");
		int rc = input_thread_open(thread_);
		if (rc == -ECANCELED)
			throw Napi::Error::New(info.Env(), "the end key was held: clearEnd() must come before open()");
		if (rc < 0)
			throw Napi::Error::New(info.Env(), "cannot make the virtual input devices with " + path_ + ": " + std::strerror(-rc) +
				"; the kernel module uinput must be loaded and this user may write there");
		return info.Env().Undefined();
	}

	Napi::Value Close(const Napi::CallbackInfo &info) {
		if (thread_)
			input_thread_close(thread_);
		return info.Env().Undefined();
	}

	Napi::Value Renew(const Napi::CallbackInfo &info) {
		if (thread_)
			input_thread_renew(thread_);
		return info.Env().Undefined();
	}

	static double Place(const Napi::CallbackInfo &info, size_t index, const char *name) {
		if (!info[index].IsNumber())
			throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a number");
		double value = info[index].As<Napi::Number>().DoubleValue();
		if (!(value >= 0 && value <= 1))
			throw Napi::RangeError::New(info.Env(), std::string(name) + " must be a number from 0 to 1");
		return value;
	}

	static bool Flag(const Napi::CallbackInfo &info, size_t index, const char *name) {
		if (!info[index].IsBoolean())
			throw Napi::TypeError::New(info.Env(), std::string(name) + " must be true or false");
		return info[index].As<Napi::Boolean>();
	}

	// Whether the devices took it.
	Napi::Value Taken(const Napi::CallbackInfo &info, int rc) {
		if (rc == -EINVAL)
			throw Napi::RangeError::New(info.Env(), "code must be one that the virtual devices have (protocol/key-codes.ts, or BTN_LEFT to BTN_MIDDLE)");
		return Napi::Boolean::New(info.Env(), rc == 0);
	}

	Napi::Value Touch(const Napi::CallbackInfo &info) {
		int finger = Small(info, 0, "finger", 0, HAND_FINGERS - 1);
		std::string phase = info[1].IsString() ? info[1].As<Napi::String>().Utf8Value() : "";
		double x = Place(info, 2, "x"), y = Place(info, 3, "y");
		for (int i = TOUCH_DOWN; i <= TOUCH_UP; i++) {
			if (phase == kTouchPhases[i])
				return Taken(info, thread_ ? input_thread_touch(thread_, finger, static_cast<enum touch_phase>(i), x, y) : -ENODEV);
		}
		throw Napi::RangeError::New(info.Env(), "phase must be \"down\", \"move\" or \"up\"");
	}

	Napi::Value Move(const Napi::CallbackInfo &info) {
		double x = Place(info, 0, "x"), y = Place(info, 1, "y");
		return Taken(info, thread_ ? input_thread_move(thread_, x, y) : -ENODEV);
	}

	Napi::Value Button(const Napi::CallbackInfo &info) {
		int code = Small(info, 0, "code", BTN_LEFT, BTN_MIDDLE);
		bool is_down = Flag(info, 1, "down");
		return Taken(info, thread_ ? input_thread_button(thread_, code, is_down) : -ENODEV);
	}

	Napi::Value Wheel(const Napi::CallbackInfo &info) {
		int dx = Small(info, 0, "dx", INT16_MIN, INT16_MAX), dy = Small(info, 1, "dy", INT16_MIN, INT16_MAX);
		return Taken(info, thread_ ? input_thread_wheel(thread_, dx, dy) : -ENODEV);
	}

	Napi::Value Key(const Napi::CallbackInfo &info) {
		int code = Small(info, 0, "code", 1, KEY_MAX);
		bool is_down = Flag(info, 1, "down");
		return Taken(info, thread_ ? input_thread_key(thread_, code, is_down) : -ENODEV);
	}

	Napi::Value Release(const Napi::CallbackInfo &info) {
		if (thread_)
			input_thread_release(thread_);
		return info.Env().Undefined();
	}

	Napi::Value Stop(const Napi::CallbackInfo &info) {
		if (!thread_)
			return info.Env().Undefined();
		had_ended_ = input_thread_has_ended(thread_);
		hook_.Remove(info.Env());
		End();
		Unref();
		return info.Env().Undefined();
	}

	std::string events_, path_, end_mark_;
	struct uinput uinput_ = {};
	EventQueue queue_;
	Napi::FunctionReference on_event_;
	Napi::ThreadSafeFunction wake_;
	struct input_thread *thread_ = nullptr; // null once stopped
	bool had_ended_ = false;
	Napi::Env::CleanupHook<void (*)(Input *), Input> hook_;
};

Napi::Value OpenInput(const Napi::CallbackInfo &info) {
	return info.Env().GetInstanceData<Classes>()->input.New({info[0], info[1]});
}

} // namespace

void InputExport(Napi::Env env, Napi::Object exports, Classes *classes) {
	classes->input = Napi::Persistent(Input::Class(env));
	exports.Set("openInput", Napi::Function::New<OpenInput>(env));
}
