import { type Static, Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Count, Label, literals, MonotonicMs, message, Rect, Version } from "./common.ts";
import { MAX_TEXT_UNITS } from "./input.ts";

/** An output where the compositor has it. */
export const OutputPlace = Type.Object(
  {
    /** The connector's, such as HDMI-A-1; empty where the compositor does not say. */
    name: Type.String({ maxLength: 63 }),
    /** wl_output.transform: 0 normal, 1 to 3 a quarter turn each, 4 to 7 the same mirrored. */
    transform: Type.Integer({ minimum: 0, maximum: 7 }),
    /** Logical pixels, those of surfaces: the picture's pixels by the output's scale, turned upright. */
    x: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
    y: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
    width: Type.Integer({ minimum: 1, maximum: 32_767 }),
    height: Type.Integer({ minimum: 1, maximum: 32_767 }),
  },
  { additionalProperties: false },
);
export type OutputPlace = Static<typeof OutputPlace>;

/** daemon ↔ screen, frames of frame.ts on `screen.sock`. */
export const daemonToScreen = {
  "screen/welcome": message("screen/welcome", { version: Version }),
  /**
   * The lease on filling frames. `live` fills, `hidden` puts one neutral frame and then nothing, `off` nothing.
   * It holds for `forMs` (250) from its arrival: the daemon repeats it every 80 ms, and a daemon that hangs ends the picture.
   */
  "screen/view": message("screen/view", { state: literals("live", "hidden", "off"), forMs: Type.Integer({ minimum: 1, maximum: 1000 }) }),
  /** Our own surfaces in logical pixels of the output, to be blanked in every frame captured from now on. Answered by screen/own-applied. */
  "screen/own": message("screen/own", { serial: Count, rects: Type.Array(Rect, { maxItems: 16 }) }),
  /** Fill one whole frame now, even without damage (start of a call, refresh). */
  "screen/refresh": message("screen/refresh", {}),
  /**
   * Types a text by a virtual keyboard that brings its own keymap, so that each character is right on any layout. Answered by
   * screen/typed when all of it went out, and by screen/untyped when it cannot be typed, or not to its end; texts are typed one after the
   * other, 64 KiB of UTF-8 may wait. Only what screen/release cut off is not answered.
   */
  "screen/text": message("screen/text", { serial: Count, text: Type.String({ minLength: 1, maxLength: MAX_TEXT_UNITS }) }),
  /** Headless body alone (screen --virtual-input): a virtual pointer and keyboard in place of uinput. Pixels of the picture, Linux codes. */
  "screen/pointer": message("screen/pointer", { x: Count, y: Count }),
  "screen/button": message("screen/button", { button: Type.Integer({ minimum: 0x110, maximum: 0x112 }), down: Type.Boolean() }),
  "screen/wheel": message("screen/wheel", {
    dx: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
    dy: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
  }),
  "screen/key": message("screen/key", { code: Type.Integer({ minimum: 1, maximum: 767 }), down: Type.Boolean() }),
  /** Lets go of every button and key of the virtual devices and forgets texts that wait. */
  "screen/release": message("screen/release", {}),
  /** The lease on all input, as screen/view is for frames: nothing is injected without it, and not repeated in time it means screen/release. */
  "screen/input": message("screen/input", { forMs: Type.Integer({ minimum: 1, maximum: 1000 }) }),
} as const;
export type DaemonToScreen = MessageOf<typeof daemonToScreen>;

export const screenToDaemon = {
  "screen/hello": message("screen/hello", { version: Version }),
  /**
   * Size of the picture in pixels, upright as a person sees it, and where outputs lie: the first is the one in the picture. Said again at
   * each change; zero and none when there is no output.
   */
  "screen/output": message("screen/output", { width: Count, height: Count, outputs: Type.Array(OutputPlace, { maxItems: 8 }) }),
  "screen/typed": message("screen/typed", { serial: Count }),
  /** The text of this serial is not typed, or not to its end; what came after it goes on unless screen/release forgets it. */
  "screen/untyped": message("screen/untyped", { serial: Count, message: Label }),
  "screen/own-applied": message("screen/own-applied", { serial: Count }),
  /** What really happens, on every change: the indicator on the panel follows this and nothing else. */
  "screen/state": message("screen/state", { state: literals("live", "hidden", "off"), frames: Count }),
  /**
   * Whether all of the glass was one colour the last two times that screen looked, once in 30 s while nobody is shown it. Said when it
   * changes. The picture itself goes nowhere.
   */
  "screen/glance": message("screen/glance", { oneColour: Type.Boolean() }),
  "screen/trouble": message("screen/trouble", {
    /** `input-refused` is told once until something is accepted again; texts have screen/untyped. */
    code: literals("compositor-lost", "capture-failed", "stalled", "input-refused"),
    message: Label,
    atMs: MonotonicMs,
  }),
} as const;
export type ScreenToDaemon = MessageOf<typeof screenToDaemon>;

export const daemonToScreenCodec = createCodec(daemonToScreen);
export const screenToDaemonCodec = createCodec(screenToDaemon);
