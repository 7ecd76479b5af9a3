import type { IceCandidate, IceServer } from "#protocol/common";
import { CHANNELS } from "#protocol/peer";
import type { BackendEvents, BackendStats, MediaBackend, Picture, RateHints } from "./backend.ts";
import { withRateHints } from "./sdp.ts";
import { readStats } from "./stats.ts";
import { encoderStepsBack } from "./thread-priority.ts";
import {
  type AudioSink,
  type Codec,
  type DataChannel,
  loadWrtc,
  type PeerConnection,
  type Track,
  type Transceiver,
  type VideoSink,
  type Wrtc,
} from "./wrtc.ts";

/** A console that reads so slowly is as good as gone: more text is refused. */
const MOST_BUFFERED_BYTES = 256 * 1024;

/** The call on @roamhq/wrtc. Call order and traps: the comments below, each of them measured. */
export class WrtcBackend implements MediaBackend {
  readonly #wrtc: Wrtc;
  readonly #screen;
  readonly #voice;
  #connection: PeerConnection | null = null;
  #events: BackendEvents | null = null;
  #control: DataChannel | null = null;
  #input: DataChannel | null = null;
  #faceTransceiver: Transceiver | null = null;
  #faceSink: VideoSink | null = null;
  #voiceSink: AudioSink | null = null;
  #early: IceCandidate[] | null = [];
  #hasEncoderSteppedBack = false;

  constructor(wrtc: Wrtc = loadWrtc()) {
    this.#wrtc = wrtc;
    this.#screen = new wrtc.nonstandard.RTCVideoSource({ isScreencast: true });
    this.#voice = new wrtc.nonstandard.RTCAudioSource();
  }

  start(events: BackendEvents): void {
    if (this.#connection) return;
    this.#events = events;
    const connection = new this.#wrtc.RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.#connection = connection;
    connection.onconnectionstatechange = () => events.onTransport(connection.connectionState);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) events.onCandidate(toCandidate(candidate));
    };
    connection.ontrack = ({ track }) => this.#receive(track);
    // The device makes all channels; one that the console makes is nobody's.
    connection.ondatachannel = ({ channel }) => {
      channel.onmessage = () => events.onDropped();
    };
    this.#addSections(connection, events);
  }

  /** Sections in a fixed order that the console relies on: screen, sound, face, channels. */
  #addSections(connection: PeerConnection, events: BackendEvents): void {
    const screen = connection.addTransceiver(this.#screen.createTrack(), { direction: "sendonly" });
    connection.addTransceiver(this.#voice.createTrack(), { direction: "sendrecv" });
    this.#faceTransceiver = connection.addTransceiver("video", { direction: "recvonly" });
    // Asked only now: before a connection exists each call leaks four threads.
    screen.setCodecPreferences(vp8Of(this.#wrtc.RTCRtpSender.getCapabilities("video").codecs));

    const control = connection.createDataChannel(CHANNELS.control, { ordered: true });
    control.onopen = () => events.onControlOpen(true);
    control.onclose = () => events.onControlOpen(false);
    control.onmessage = ({ data }) => events.onControl(typeof data === "string" ? data : null);
    this.#control = control;
    // Opened with the call, so that granting control later needs no negotiation.
    const input = connection.createDataChannel(CHANNELS.input, { ordered: true });
    input.onmessage = ({ data }) => events.onInput("input", toBytes(data));
    this.#input = input;
    const pointer = connection.createDataChannel(CHANNELS.pointer, { ordered: false, maxRetransmits: 0 });
    pointer.onmessage = ({ data }) => events.onInput("pointer", toBytes(data));
  }

  async offer(iceServers: readonly IceServer[]): Promise<string> {
    const connection = this.#open();
    connection.setConfiguration({ iceServers, bundlePolicy: "max-bundle" });
    await connection.setLocalDescription(await connection.createOffer());
    const sdp = connection.localDescription?.sdp;
    if (!sdp) throw new Error("the connection made no offer");
    return sdp;
  }

  async answer(sdp: string, rate: RateHints): Promise<void> {
    const connection = this.#open();
    await connection.setRemoteDescription({ type: "answer", sdp: withRateHints(sdp, rate) });
    const early = this.#early ?? [];
    this.#early = null;
    for (const candidate of early) await connection.addIceCandidate(candidate);
  }

  async addCandidate(candidate: IceCandidate): Promise<void> {
    if (candidate.candidate === "") return;
    if (this.#early) this.#early.push(candidate);
    else await this.#open().addIceCandidate(candidate);
  }

  sendControl(text: string): boolean {
    const control = this.#control;
    if (control?.readyState !== "open" || control.bufferedAmount > MOST_BUFFERED_BYTES) return false;
    control.send(text);
    return true;
  }

  closeInput(): void {
    this.#input?.close();
    this.#input = null;
  }

  feedScreen(picture: Picture): void {
    // Before its first picture, so that the workers it starts then do as it does.
    this.#hasEncoderSteppedBack ||= encoderStepsBack() > 0;
    this.#screen.onFrame(picture);
  }

  feedSound(samples: Int16Array): void {
    this.#voice.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: samples.length });
  }

  async stats(): Promise<BackendStats> {
    return readStats(await this.#open().getStats());
  }

  close(): void {
    this.#faceSink?.stop();
    this.#voiceSink?.stop();
    this.#faceSink = null;
    this.#voiceSink = null;
    this.#connection?.close();
    this.#connection = null;
  }

  #receive(track: Track): void {
    const events = this.#events;
    if (!events) return;
    if (track.kind === "audio") {
      const { onSound } = events;
      if (this.#voiceSink || !onSound) return;
      const sink = new this.#wrtc.nonstandard.RTCAudioSink(track);
      sink.ondata = ({ samples, sampleRate, channelCount }) => onSound({ samples, sampleRate, channels: channelCount });
      this.#voiceSink = sink;
    } else if (!this.#faceSink && track.id === this.#faceTransceiver?.receiver.track.id) {
      const sink = new this.#wrtc.nonstandard.RTCVideoSink(track);
      sink.onframe = ({ frame }) => events.onFace(frame);
      this.#faceSink = sink;
    }
  }

  #open(): PeerConnection {
    if (!this.#connection) throw new Error("the call has been closed");
    return this.#connection;
  }
}

function vp8Of(codecs: Codec[]): Codec[] {
  return codecs.filter((codec) => /^video\/(vp8|rtx)$/i.test(codec.mimeType));
}

/** The message itself, not a copy; null for a text. */
function toBytes(data: string | ArrayBuffer): Uint8Array | null {
  return typeof data === "string" ? null : new Uint8Array(data);
}

/** The fields of the wire's schema and no others: wrtc's object has more. */
function toCandidate(from: IceCandidate): IceCandidate {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = from;
  return { candidate, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null, usernameFragment: usernameFragment ?? null };
}
