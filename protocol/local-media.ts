import { Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Count, Fingerprint, IceCandidate, IceServer, Label, literals, MonotonicMs, message, Optional, Sdp, Version } from "./common.ts";
import type { consoleToDevice, deviceToConsole } from "./peer.ts";

/** daemon ↔ media, frames of frame.ts on `media.sock`. One media process serves one call at most, then exits. */
export const daemonToMedia = {
  /** Begin the call: make the offer. */
  "media/start": message("media/start", { iceServers: Type.Array(IceServer, { maxItems: 8 }), startKbps: Count, maxKbps: Count }),
  /** The console's answer; its signature has been checked by the daemon. */
  "media/answer": message("media/answer", { sdp: Sdp }),
  "media/candidate": message("media/candidate", { candidate: IceCandidate }),
  /** A message for the console on the `control` channel. */
  "media/control": message("media/control", { body: Type.Unsafe<MessageOf<typeof deviceToConsole>>(Type.Unknown()) }),
  /** Feed screen frames to the encoder, or stop. Narrows what screen does, never widens it. */
  "media/view": message("media/view", { feeding: Type.Boolean() }),
  /** The customer's microphone: false sends silence (the track stays). */
  "media/microphone": message("media/microphone", { open: Type.Boolean() }),
  /** Size of the face box in device pixels; 0×0: no face is wanted. */
  "media/face-box": message("media/face-box", { width: Count, height: Count }),
  /** Close and exit. */
  "media/stop": message("media/stop", {}),
} as const;
export type DaemonToMedia = MessageOf<typeof daemonToMedia>;

export const mediaToDaemon = {
  /** Warm and ready, or, with `call` true, in the middle of a call that goes on (the daemon was restarted). */
  "media/hello": message("media/hello", { version: Version, call: Type.Boolean() }),
  "media/offer": message("media/offer", { sdp: Sdp, fingerprint: Fingerprint }),
  "media/candidate": message("media/candidate", { candidate: IceCandidate }),
  /** The transport's state and the control channel's. `dead`: no heartbeat for 3 s. */
  "media/state": message("media/state", { state: literals("new", "connecting", "connected", "dead", "failed", "closed") }),
  /** A message of the console. Checked again by the daemon. */
  "media/control": message("media/control", { body: Type.Unsafe<MessageOf<typeof consoleToDevice>>(Type.Unknown()) }),
  /** First decoded frame of the agent's face, and each time it comes or goes. */
  "media/face": message("media/face", { shown: Type.Boolean(), width: Count, height: Count, atMs: MonotonicMs }),
  "media/stats": message("media/stats", { kbps: Type.Number(), fps: Type.Number(), scale: Type.Number(), rttMs: Optional(Type.Number()) }),
  "media/trouble": message("media/trouble", { code: literals("sound", "frames", "transport", "protocol"), message: Label }),
} as const;
export type MediaToDaemon = MessageOf<typeof mediaToDaemon>;

/**
 * media → daemon on `input.sock`, a socket of its own so that no other message holds an event up: after one JSON frame
 * `input/hello` each frame is u8 channel (INPUT_CHANNELS) and one message of input.ts as it came from the network, unread by media.
 */
export const inputToDaemon = { "input/hello": message("input/hello", { version: Version }) } as const;
export type InputToDaemon = MessageOf<typeof inputToDaemon>;
export const INPUT_CHANNELS = { input: 1, pointer: 2 } as const;

export const inputToDaemonCodec = createCodec(inputToDaemon, 1024);
export const daemonToMediaCodec = createCodec(daemonToMedia);
export const mediaToDaemonCodec = createCodec(mediaToDaemon);
