// Only binding*.cc know N-API: arguments, errors, lifetimes. All else is C that a C test can call. Their contract is lib/port.ts.
#include "binding.h"

#include <memory>
#include <vector>

extern "C" {
#include "frames.h"
#include "i420.h"
#include "peer.h"
#include "scale.h"
#include "strip.h"
}

namespace {

constexpr int kMaxSide = FRAMES_MAX_SIDE;

struct Bytes {
	uint8_t *data;
	size_t size;
};

Bytes AnyBytes(const Napi::CallbackInfo &info, size_t index, const char *name) {
	Napi::Value value = info[index];
	if (value.IsArrayBuffer()) {
		auto buffer = value.As<Napi::ArrayBuffer>();
		return {static_cast<uint8_t *>(buffer.Data()), buffer.ByteLength()};
	}
	if (value.IsTypedArray()) {
		auto array = value.As<Napi::TypedArray>();
		if (array.TypedArrayType() == napi_uint8_array || array.TypedArrayType() == napi_uint8_clamped_array) {
			void *data = nullptr;
			size_t length = 0;
			// By the array itself: its own buffer may be detached.
			napi_get_typedarray_info(info.Env(), array, nullptr, &length, &data, nullptr, nullptr);
			return {static_cast<uint8_t *>(data), length};
		}
	}
	throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a Uint8Array or ArrayBuffer");
}

Bytes Sized(const Napi::CallbackInfo &info, size_t index, const char *name, const char *format, size_t need, int width, int height) {
	Bytes bytes = AnyBytes(info, index, name);
	if (bytes.size < need)
		throw Napi::RangeError::New(info.Env(), std::string(name) + " needs " + std::to_string(need) + " bytes for " + format + " of " +
			std::to_string(width) + "x" + std::to_string(height) + ", not " + std::to_string(bytes.size));
	return bytes;
}

// A picture as (bytes, width, height) beginning at `index`.
struct Picture {
	uint8_t *data;
	int width, height;
};

Picture I420(const Napi::CallbackInfo &info, size_t index, const char *name) {
	AnyBytes(info, index, name);
	int width = Small(info, index + 1, (std::string("width of ") + name).c_str(), 2, kMaxSide);
	int height = Small(info, index + 2, (std::string("height of ") + name).c_str(), 2, kMaxSide);
	if (width % 2 || height % 2)
		throw Napi::RangeError::New(info.Env(), std::string(name) + " must have an even width and height");
	return {Sized(info, index, name, "I420", i420_size(width, height), width, height).data, width, height};
}

Picture Bgrx(const Napi::CallbackInfo &info, size_t index, int width, int height) {
	size_t need = static_cast<size_t>(width) * static_cast<size_t>(height) * 4;
	return {Sized(info, index, "target", "BGRX", need, width, height).data, width, height};
}

Napi::Value PeerCredentials(const Napi::CallbackInfo &info) {
	int fd = Small(info, 0, "fd", 0, INT32_MAX);
	struct peer peer;
	if (peer_credentials(fd, &peer) < 0)
		throw Napi::Error::New(info.Env(), "fd " + std::to_string(fd) + " must be a connected unix socket");
	auto result = Napi::Object::New(info.Env());
	result.Set("pid", static_cast<double>(peer.pid));
	result.Set("uid", static_cast<double>(peer.uid));
	result.Set("gid", static_cast<double>(peer.gid));
	return result;
}

Napi::Value ScaleI420(const Napi::CallbackInfo &info) {
	Picture source = I420(info, 0, "source"), target = I420(info, 3, "target");
	std::string filter = info[6].IsUndefined() ? "box" : info[6].IsString() ? info[6].As<Napi::String>().Utf8Value() : "";
	if (filter != "box" && filter != "bilinear")
		throw Napi::RangeError::New(info.Env(), "filter must be \"box\" or \"bilinear\"");
	int rc = scale_i420(source.data, source.width, source.height, target.data, target.width, target.height,
		filter == "box" ? SCALE_BOX : SCALE_BILINEAR);
	Check(info.Env(), rc, "scaleI420");
	return info.Env().Undefined();
}

Napi::Value I420ToBgrx(const Napi::CallbackInfo &info) {
	Picture source = I420(info, 0, "source");
	scale_to_bgrx(source.data, source.width, source.height, Bgrx(info, 3, source.width, source.height).data);
	return info.Env().Undefined();
}

Napi::Value ScaleI420ToBgrx(const Napi::CallbackInfo &info) {
	Picture source = I420(info, 0, "source");
	int width = Small(info, 4, "width of target", 1, kMaxSide), height = Small(info, 5, "height of target", 1, kMaxSide);
	Picture target = Bgrx(info, 3, width, height);
	Check(info.Env(), scale_i420_to_bgrx(source.data, source.width, source.height, target.data, width, height), "scaleI420ToBgrx");
	return info.Env().Undefined();
}

Picture StripPicture(const Napi::CallbackInfo &info) {
	Picture picture = I420(info, 0, "picture");
	if (picture.width < STRIP_MIN_WIDTH)
		throw Napi::RangeError::New(info.Env(), "a picture with a strip is at least " + std::to_string(STRIP_MIN_WIDTH) + " wide");
	if (picture.height <= STRIP_ROWS)
		throw Napi::RangeError::New(info.Env(), "heightWithStrip counts the " + std::to_string(STRIP_ROWS) + " rows of the strip");
	return picture;
}

double Field(const Napi::CallbackInfo &info, size_t index, const char *name, double max, bool is_whole) {
	if (!info[index].IsObject())
		throw Napi::TypeError::New(info.Env(), "strip must be an object with frame, captureMs and flags");
	Napi::Value field = info[index].As<Napi::Object>().Get(name);
	if (!field.IsNumber())
		throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a number");
	double value = field.As<Napi::Number>().DoubleValue();
	if (!(value >= 0 && value <= max) || (is_whole && std::floor(value) != value))
		throw Napi::RangeError::New(info.Env(), std::string(name) + " must be a " + (is_whole ? "whole " : "") + "number from 0 to " +
			std::to_string(static_cast<long long>(max)));
	return value;
}

Napi::Value WriteStrip(const Napi::CallbackInfo &info) {
	Picture picture = StripPicture(info);
	struct strip strip = {};
	strip.frame = static_cast<uint32_t>(Field(info, 3, "frame", UINT32_MAX, true));
	strip.capture_ms = Field(info, 3, "captureMs", 1e13, false);
	strip.flags = static_cast<uint8_t>(Field(info, 3, "flags", 255, true));
	// Fetching fields may have run code that detached the picture.
	picture = StripPicture(info);
	strip_draw(picture.data, picture.width, picture.height, &strip);
	return info.Env().Undefined();
}

Napi::Value ReadStrip(const Napi::CallbackInfo &info) {
	Picture picture = StripPicture(info);
	struct strip strip;
	if (!strip_read(picture.data, picture.width, picture.height, &strip))
		return info.Env().Null();
	auto result = Napi::Object::New(info.Env());
	result.Set("frame", static_cast<double>(strip.frame));
	result.Set("captureMs", strip.capture_ms);
	result.Set("flags", static_cast<double>(strip.flags));
	return result;
}

Napi::Value FillRows(const Napi::CallbackInfo &info) {
	Picture picture = I420(info, 0, "picture");
	int from = Small(info, 3, "fromRow", 0, picture.height), to = Small(info, 4, "toRow", from, picture.height);
	int luma = Small(info, 5, "luma", 0, 255);
	if (from % 2 || to % 2)
		throw Napi::RangeError::New(info.Env(), "fromRow and toRow must be even: two rows share their colour");
	i420_fill_rows(picture.data, picture.width, picture.height, from, to, static_cast<uint8_t>(luma));
	return info.Env().Undefined();
}

// A mapping lives as long as anything of JavaScript points into it.
struct Mapping {
	struct frames frames = {};
	Mapping() = default;
	Mapping(const Mapping &) = delete;
	Mapping &operator=(const Mapping &) = delete;
	~Mapping() { frames_close(&frames); }
};

class FramesMap : public Napi::ObjectWrap<FramesMap> {
public:
	static Napi::Function Class(Napi::Env env) {
		return DefineClass(env, "FramesMap",
			{
				InstanceAccessor<&FramesMap::Width>("width", napi_enumerable),
				InstanceAccessor<&FramesMap::Height>("height", napi_enumerable),
				InstanceAccessor<&FramesMap::StripRows>("stripRows", napi_enumerable),
				InstanceAccessor<&FramesMap::Slots>("slots", napi_enumerable),
				InstanceMethod<&FramesMap::View>("view"),
				InstanceMethod<&FramesMap::Generation>("generation"),
				InstanceMethod<&FramesMap::Unmap>("unmap"),
			});
	}

	explicit FramesMap(const Napi::CallbackInfo &info) : Napi::ObjectWrap<FramesMap>(info) {
		if (!info[0].IsString())
			throw Napi::TypeError::New(info.Env(), "path must be a string");
		std::string path = info[0].As<Napi::String>().Utf8Value();
		mapping_ = std::make_shared<Mapping>();
		int rc = frames_open(&mapping_->frames, path.c_str());
		if (rc == -EPROTO)
			throw Napi::Error::New(info.Env(), path + " is not a frames file of version " + std::to_string(FRAMES_VERSION));
		Check(info.Env(), rc, "cannot map " + path);
		size_ = mapping_->frames;
		views_.resize(static_cast<size_t>(size_.slots));
	}

private:
	Napi::Value Width(const Napi::CallbackInfo &info) { return Napi::Number::New(info.Env(), size_.width); }
	Napi::Value Height(const Napi::CallbackInfo &info) { return Napi::Number::New(info.Env(), size_.height); }
	Napi::Value StripRows(const Napi::CallbackInfo &info) { return Napi::Number::New(info.Env(), size_.strip_rows); }
	Napi::Value Slots(const Napi::CallbackInfo &info) { return Napi::Number::New(info.Env(), size_.slots); }

	int Slot(const Napi::CallbackInfo &info) {
		if (!mapping_)
			throw Napi::Error::New(info.Env(), "the frames file was unmapped");
		return Small(info, 0, "slot", 0, size_.slots - 1);
	}

	Napi::Value View(const Napi::CallbackInfo &info) {
		int slot = Slot(info);
		auto &view = views_[static_cast<size_t>(slot)];
		if (view.IsEmpty()) {
			auto *owner = new std::shared_ptr<Mapping>(mapping_);
			auto release = [](Napi::Env, void *, std::shared_ptr<Mapping> *held) { delete held; };
			view = Napi::Persistent(Napi::ArrayBuffer::New(info.Env(), frames_picture(&mapping_->frames, slot),
				frames_picture_bytes(&mapping_->frames), release, owner));
		}
		return view.Value();
	}

	Napi::Value Generation(const Napi::CallbackInfo &info) {
		int slot = Slot(info);
		return Napi::Number::New(info.Env(), frames_generation(&mapping_->frames, slot));
	}

	Napi::Value Unmap(const Napi::CallbackInfo &info) {
		for (auto &view : views_) {
			if (!view.IsEmpty())
				view.Value().Detach();
			view.Reset();
		}
		mapping_.reset();
		return info.Env().Undefined();
	}

	std::shared_ptr<Mapping> mapping_; // null once unmapped
	struct frames size_ = {};          // for the numbers only
	std::vector<Napi::Reference<Napi::ArrayBuffer>> views_;
};

Napi::Object Init(Napi::Env env, Napi::Object exports) {
	auto *classes = new Classes{Napi::Persistent(FramesMap::Class(env)), {}};
	env.SetInstanceData(classes);
	exports.Set("mapFrames", Napi::Function::New(env, [](const Napi::CallbackInfo &info) -> Napi::Value {
		return info.Env().GetInstanceData<Classes>()->frames_map.New({info[0]});
	}));
	exports.Set("peerCredentials", Napi::Function::New<PeerCredentials>(env));
	exports.Set("scaleI420", Napi::Function::New<ScaleI420>(env));
	exports.Set("i420ToBgrx", Napi::Function::New<I420ToBgrx>(env));
	exports.Set("scaleI420ToBgrx", Napi::Function::New<ScaleI420ToBgrx>(env));
	exports.Set("writeStrip", Napi::Function::New<WriteStrip>(env));
	exports.Set("readStrip", Napi::Function::New<ReadStrip>(env));
	exports.Set("fillRows", Napi::Function::New<FillRows>(env));
	InputExport(env, exports, classes);
	return exports;
}

} // namespace

NODE_API_MODULE(alongside, Init)
