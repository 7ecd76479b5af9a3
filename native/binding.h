// What the files of the addon share: arguments, errors, its classes.
#ifndef ALONGSIDE_BINDING_H
#define ALONGSIDE_BINDING_H

#include <napi.h>

#include <cmath>
#include <cstring>
#include <string>

// Freed with the environment.
struct Classes {
	Napi::FunctionReference frames_map, input;
};

inline double Integer(Napi::Env env, Napi::Value value, const char *name, double min, double max) {
	if (!value.IsNumber())
		throw Napi::TypeError::New(env, std::string(name) + " must be a number");
	double number = value.As<Napi::Number>().DoubleValue();
	if (!(std::floor(number) == number && number >= min && number <= max))
		throw Napi::RangeError::New(env, std::string(name) + " must be a whole number from " +
			std::to_string(static_cast<long long>(min)) + " to " + std::to_string(static_cast<long long>(max)));
	return number;
}

inline double Integer(const Napi::CallbackInfo &info, size_t index, const char *name, double min, double max) {
	return Integer(info.Env(), info[index], name, min, max);
}

inline int Small(const Napi::CallbackInfo &info, size_t index, const char *name, int min, int max) {
	return static_cast<int>(Integer(info, index, name, min, max));
}

inline void Check(Napi::Env env, int rc, const std::string &what) {
	if (rc < 0)
		throw Napi::Error::New(env, what + ": " + std::strerror(-rc));
}

// binding-input.cc: adds openInput.
void InputExport(Napi::Env env, Napi::Object exports, Classes *classes);

#endif
