import { Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { ControlKind, ControlReason, ControlState, Count, EndedBy, Label, literals, MonotonicMs, message, Optional } from "./common.ts";

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
  /**
   * How control stands, at each change and when control is opened. `grant` goes into every event of input.ts: what was on its way
   * under another grant is refused. `kinds` is what is asked for or granted; `endsInMs` is given while granted and limited in time,
   * `askAgainInMs` while the customer is left alone: no question is put before it is over. After `declined-for-good` there is none in
   * this contact.
   */
  "control/state": message("control/state", {
    state: ControlState,
    reason: ControlReason,
    kinds: Type.Array(ControlKind, { maxItems: 2, uniqueItems: true }),
    grant: Type.Integer({ minimum: 0, maximum: 65_535 }),
    endsInMs: Optional(Count),
    askAgainInMs: Optional(Count),
  }),
  /** Events were refused since the last such word (at most one a second): says why nothing happens on the glass. */
  "control/refused": message("control/refused", {
    why: literals("not-granted", "paused", "own-surface", "help-in-front", "too-many", "malformed", "not-typed", "unavailable"),
    count: Count,
  }),
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
  /** Asks the customer for control. Only the customer's own finger answers. */
  "control/ask": message("control/ask", { kinds: Type.Array(ControlKind, { minItems: 1, maxItems: 2, uniqueItems: true }) }),
  /** Gives control back, or takes the question back. */
  "control/release": message("control/release", {}),
} as const;
export type ConsoleToDevice = MessageOf<typeof consoleToDevice>;

export const deviceToConsoleCodec = createCodec(deviceToConsole, 16 * 1024);
export const consoleToDeviceCodec = createCodec(consoleToDevice, 16 * 1024);
