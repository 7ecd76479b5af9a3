import type { IceCandidate, IceServer } from "#protocol/common";

/**
 * What a call needs from a WebRTC implementation. Today wrtc (software VP8); a backend with a hardware H264 encoder can stand beside it.
 * One backend is one call: it is started warm, offers once, and ends with `close`.
 */
export interface MediaBackend {
  /** Makes the connection, so that a later `offer` is quick. */
  start(events: BackendEvents): void;
  /** Makes the device's offer: screen, sound both ways, the agent's video, channels. Candidates follow as events. */
  offer(iceServers: readonly IceServer[]): Promise<string>;
  /** Takes the console's answer. @throws Error when it cannot be used. */
  answer(sdp: string, rate: RateHints): Promise<void>;
  /** Takes a candidate of the console, also before the answer. */
  addCandidate(candidate: IceCandidate): Promise<void>;
  /** Sends a text on `control`. False when the channel is not open or has too much waiting. */
  sendControl(text: string): boolean;
  /** Closes the `input` channel for the rest of the call: the console sees that nothing of it arrives any more. */
  closeInput(): void;
  /** Encodes one picture: packed I420 with even sides. It is copied before this returns. */
  feedScreen(picture: Picture): void;
  /** The customer's voice: 10 ms, 480 samples of 48 kHz mono. */
  feedSound(samples: Int16Array): void;
  stats(): Promise<BackendStats>;
  close(): void;
}

export interface BackendEvents {
  onCandidate(candidate: IceCandidate): void;
  onTransport(state: TransportState): void;
  /** The `control` channel opened or closed. */
  onControlOpen(isOpen: boolean): void;
  /** A message on `control`, unchecked. Null: it was not text. */
  onControl(text: string | null): void;
  /** A message on `input` or `pointer`, unread. Null: it was not binary. */
  onInput(channel: "input" | "pointer", message: Uint8Array | null): void;
  /** A message on a channel that is nobody's was dropped. */
  onDropped(): void;
  /** A decoded picture of the agent's camera, valid only during the call. */
  onFace(picture: Picture): void;
  /** 10 ms of the agent's voice. */
  /** Null where nobody can hear: it comes a hundred times a second. */
  readonly onSound: ((sound: Sound) => void) | null;
}

export type TransportState = "new" | "connecting" | "connected" | "disconnected" | "failed" | "closed";

/** Packed I420; U and V have (width + 1) >> 1 columns and (height + 1) >> 1 rows. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface Sound {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly channels: number;
}

export interface RateHints {
  readonly startKbps: number;
  readonly maxKbps: number;
}

/** Totals since the start of the call. */
export interface BackendStats {
  readonly framesEncoded: number;
  readonly encodeMs: number;
  readonly qpSum: number;
  readonly bytesSent: number;
  /** Key frame requests and missing packets that the console reported: pliCount + firCount + nackCount. */
  readonly lossReports: number;
  readonly availableKbps: number | null;
  readonly rttMs: number | null;
}
