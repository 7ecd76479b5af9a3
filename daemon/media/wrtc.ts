import { createRequire } from "node:module";
import type { IceCandidate, IceServer } from "#protocol/common";

/**
 * The part of @roamhq/wrtc 0.10 that is used, typed here because its own types need the DOM's.
 * It is a CommonJS package with a native binary: loaded by require, external to the bundle.
 */
export interface Wrtc {
  readonly RTCPeerConnection: new (configuration: PeerConfiguration) => PeerConnection;
  readonly RTCRtpSender: { getCapabilities(kind: "video" | "audio"): { codecs: Codec[] } };
  readonly nonstandard: {
    readonly RTCVideoSource: new (init?: { isScreencast?: boolean }) => VideoSource;
    readonly RTCVideoSink: new (track: Track) => VideoSink;
    readonly RTCAudioSource: new () => AudioSource;
    readonly RTCAudioSink: new (track: Track) => AudioSink;
  };
}

export interface PeerConfiguration {
  readonly iceServers?: readonly IceServer[];
  readonly bundlePolicy?: "max-bundle";
}

export interface Codec {
  readonly mimeType: string;
  readonly sdpFmtpLine?: string;
}

export interface PeerConnection {
  readonly connectionState: "new" | "connecting" | "connected" | "disconnected" | "failed" | "closed";
  readonly localDescription: { type: string; sdp: string } | null;
  onconnectionstatechange: (() => void) | null;
  onicecandidate: ((event: { candidate: IceCandidate | null }) => void) | null;
  ontrack: ((event: { track: Track }) => void) | null;
  ondatachannel: ((event: { channel: DataChannel }) => void) | null;
  setConfiguration(configuration: PeerConfiguration): void;
  addTransceiver(trackOrKind: Track | "video" | "audio", init: { direction: "sendonly" | "sendrecv" | "recvonly" }): Transceiver;
  getTransceivers(): Transceiver[];
  createDataChannel(label: string, init: { ordered: boolean; maxRetransmits?: number }): DataChannel;
  createOffer(): Promise<{ type: "offer"; sdp: string }>;
  createAnswer(): Promise<{ type: "answer"; sdp: string }>;
  setLocalDescription(description: { type: string; sdp: string }): Promise<void>;
  setRemoteDescription(description: { type: string; sdp: string }): Promise<void>;
  addIceCandidate(candidate: IceCandidate): Promise<void>;
  getStats(): Promise<StatsReport>;
  close(): void;
}

/** RTCStatsReport as far as it is read: values by id. */
export type StatsReport = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface Transceiver {
  readonly mid: string | null;
  direction: "sendonly" | "sendrecv" | "recvonly" | "inactive";
  readonly receiver: { readonly track: Track };
  readonly sender: { replaceTrack(track: Track | null): Promise<void> };
  setCodecPreferences(codecs: Codec[]): void;
}

export interface Track {
  readonly id: string;
  readonly kind: "video" | "audio";
}

export interface DataChannel {
  readonly label: string;
  readonly readyState: "connecting" | "open" | "closing" | "closed";
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(): void;
}

/** Packed I420, U and V of (width + 1) >> 1 columns. */
export interface WrtcFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly rotation?: number;
}

export interface VideoSource {
  createTrack(): Track;
  onFrame(frame: WrtcFrame): void;
}

export interface VideoSink {
  onframe: ((event: { frame: WrtcFrame }) => void) | null;
  stop(): void;
}

/** Always 10 ms. */
export interface WrtcSamples {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly channelCount: number;
  readonly numberOfFrames: number;
}

export interface AudioSource {
  createTrack(): Track;
  onData(data: WrtcSamples): void;
}

export interface AudioSink {
  ondata: ((data: WrtcSamples) => void) | null;
  stop(): void;
}

/** Loads the package. A process that has used it must end with `process.exit`: its natural end crashes. */
export function loadWrtc(): Wrtc {
  return createRequire(import.meta.url)("@roamhq/wrtc") as Wrtc;
}
