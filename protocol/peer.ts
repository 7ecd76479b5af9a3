import { Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Count, EndedBy, Label, literals, MonotonicMs, message } from "./common.ts";

export { CHANNELS, HEARTBEAT_DEAD_MS, HEARTBEAT_MS } from "./channels.ts";

/** What the picture is just now, by what screen really sends. */
export const ViewState = literals("live", "hidden", "unavailable");

/** `control` channel, device → console. */
export const deviceToConsole = {
  "heart/beat": message("heart/beat", { n: Count }),
  /** The picture's content size in device pixels; `stripRows` rows below it belong to the strip (strip.ts). */
  "screen/describe": message("screen/describe", { width: Count, height: Count, stripRows: Count }),
  "view/state": message("view/state", { state: ViewState, reason: Label }),
  /** Relates the strip's capture times to the desk's clock: deskMs = captureMs + offsetMs. */
  "clock/device": message("clock/device", { offsetMs: Type.Number(), errorMs: Type.Number({ minimum: 0 }) }),
  "contact/ended": message("contact/ended", { by: EndedBy, reason: Label }),
} as const;
export type DeviceToConsole = MessageOf<typeof deviceToConsole>;

/** `control` channel, console → device. */
export const consoleToDevice = {
  "heart/beat": message("heart/beat", { n: Count }),
  /** What the agent sends: the panel shows face, still picture or voice only. */
  "agent/media": message("agent/media", { camera: Type.Boolean(), microphone: Type.Boolean() }),
  /** The console has seen the first stripe, or the whole picture, at this moment of its own clock. */
  "view/seen": message("view/seen", { what: literals("stripe", "whole"), atMs: MonotonicMs }),
  "contact/end": message("contact/end", { reason: Label }),
} as const;
export type ConsoleToDevice = MessageOf<typeof consoleToDevice>;

export const deviceToConsoleCodec = createCodec(deviceToConsole, 16 * 1024);
export const consoleToDeviceCodec = createCodec(consoleToDevice, 16 * 1024);
