import { CHANNELS } from "#protocol/channels";
import type { IceCandidate, IceServer } from "#protocol/common";
import type { ConsoleToDesk } from "#protocol/desk-console";
import type { ConsoleToDevice } from "#protocol/peer";
import type { CallClaims } from "#protocol/signing";
import { callText } from "#protocol/signing-text";
import { type Channel, ControlChannel, type ControlEvents } from "./control-channel.ts";
import type { SourceKind } from "./own-media.ts";
import { findSections, type Sections } from "./sections.ts";
import {
  type CallConfirm,
  CallDistrusted,
  type CallOffer,
  certifiedDeviceKey,
  checkConfirm,
  claimsFor,
  type ShiftIdentity,
} from "./trust.ts";

/** A device says a handful of things before it is confirmed; more is not listened to. */
const HELD_MOST = 100;

export interface PeerEvents extends ControlEvents {
  candidate(candidate: IceCandidate): void;
  /** The device is proved: its screen and voice may be shown and heard. */
  trusted(screen: MediaStream, voice: MediaStream): void;
  state(state: RTCPeerConnectionState): void;
}

export interface PeerParts {
  /** The device this contact is about. */
  readonly device: string;
  readonly iceServers: readonly IceServer[];
  readonly operatorKey: string;
  readonly shift: ShiftIdentity;
  readonly events: PeerEvents;
}

/**
 * One call with a device, as the answering end. Until the device has proved itself (`confirm`) nothing of the agent is sent,
 * and nothing that arrives is shown or heard.
 */
export class Peer {
  readonly call: number;
  readonly #offer: CallOffer;
  readonly #parts: PeerParts;
  readonly #connection: RTCPeerConnection;
  readonly #screen = new MediaStream();
  readonly #voice = new MediaStream();
  readonly #wanted: Record<SourceKind, MediaStreamTrack | null> = { camera: null, microphone: null };
  #sections: Sections | null = null;
  #control: ControlChannel | null = null;
  readonly #events: { input: RTCDataChannel | null; pointer: RTCDataChannel | null } = { input: null, pointer: null };
  #claims: CallClaims | null = null;
  #deviceKey = "";
  #isTrusted = false;
  /** What the control channel brought before the device was proved. */
  #held: (() => void)[] = [];
  #early: IceCandidate[] = [];
  #isReady = false;

  constructor(offer: CallOffer, parts: PeerParts) {
    this.call = offer.call;
    this.#offer = offer;
    this.#parts = parts;
    this.#connection = new RTCPeerConnection({ iceServers: parts.iceServers.map(clean), bundlePolicy: "max-bundle" });
    this.#connection.onicecandidate = ({ candidate }) => candidate?.candidate && parts.events.candidate(plain(candidate));
    this.#connection.onconnectionstatechange = () => parts.events.state(this.#connection.connectionState);
    this.#connection.ondatachannel = ({ channel }) => this.#opened(channel);
  }

  /** For figures: W3C statistics of the connection. */
  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Checks the offer's sender and makes the signed answer. @throws CallDistrusted, or Error for an offer that cannot be answered */
  async answer(): Promise<Extract<ConsoleToDesk, { type: "call/answer" }>> {
    const { shift, device, operatorKey } = this.#parts;
    this.#deviceKey = await certifiedDeviceKey(this.#offer, device, operatorKey);
    this.#sections = findSections(this.#offer.sdp);
    await this.#connection.setRemoteDescription({ type: "offer", sdp: this.#offer.sdp });
    this.#direct();
    await this.#connection.setLocalDescription();
    const sdp = this.#connection.localDescription?.sdp ?? "";
    this.#claims = claimsFor(this.#offer, sdp, Date.now());
    const signature = await shift.key.sign(callText(this.#claims));
    this.#isReady = true;
    for (const candidate of this.#early.splice(0)) this.candidate(candidate);
    const { contact, call } = this.#offer;
    return { type: "call/answer", contact, call, sdp, claims: this.#claims, certificate: shift.certificate, signature };
  }

  /** One of the device's addresses; those that come before the answer wait for it. */
  candidate(candidate: IceCandidate): void {
    if (!this.#isReady) this.#early.push(candidate);
    // A candidate that does not fit costs one path, not the call.
    else this.#connection.addIceCandidate(candidate as RTCIceCandidateInit).catch(() => undefined);
  }

  /** Takes the device's own word. Only now camera and microphone go out, picture and voice come in. @throws CallDistrusted */
  async confirm(message: CallConfirm): Promise<void> {
    if (!this.#claims) throw new CallDistrusted("claims");
    await checkConfirm(message, this.#claims, this.#deviceKey, Date.now());
    this.#isTrusted = true;
    await Promise.all([this.#replace("camera"), this.#replace("microphone")]);
    this.#parts.events.trusted(this.#screen, this.#voice);
    for (const run of this.#held.splice(0)) run();
  }

  /** What the agent sends from now on, or as soon as the device is proved. */
  async setTrack(kind: SourceKind, track: MediaStreamTrack | null): Promise<void> {
    this.#wanted[kind] = track;
    if (this.#isTrusted) await this.#replace(kind);
  }

  send(message: ConsoleToDevice): void {
    this.#control?.send(message);
  }

  /** The way for what the agent does; null before the device is proved. */
  channel(label: "input" | "pointer"): RTCDataChannel | null {
    return this.#isTrusted ? this.#events[label] : null;
  }

  close(): void {
    this.#control?.stop();
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  /** Sections we may fill later are answered as usable, so that no new offer is needed when a camera appears. */
  #direct(): void {
    for (const transceiver of this.#connection.getTransceivers()) {
      const { mid } = transceiver;
      if (mid === this.#sections?.screen) this.#screen.addTrack(transceiver.receiver.track);
      if (mid === this.#sections?.voice) {
        this.#voice.addTrack(transceiver.receiver.track);
        transceiver.direction = "sendrecv";
      }
      if (mid === this.#sections?.face) transceiver.direction = "sendonly";
    }
  }

  async #replace(kind: SourceKind): Promise<void> {
    const mid = kind === "camera" ? this.#sections?.face : this.#sections?.voice;
    const transceiver = this.#connection.getTransceivers().find((one) => one.mid !== null && one.mid === mid);
    await transceiver?.sender.replaceTrack(this.#wanted[kind]).catch(() => undefined);
  }

  #opened(channel: RTCDataChannel): void {
    if (channel.label === CHANNELS.input || channel.label === CHANNELS.pointer) this.#events[channel.label] ??= channel;
    if (channel.label !== CHANNELS.control || this.#control) return;
    const { events } = this.#parts;
    this.#control = new ControlChannel(channel as unknown as Channel, {
      open: () => this.#whenTrusted(() => events.open()),
      message: (message) => this.#whenTrusted(() => events.message(message)),
      silent: (isSilent) => this.#whenTrusted(() => events.silent(isSilent)),
      unreadable: () => this.#whenTrusted(() => events.unreadable()),
    });
    this.#control.start();
  }

  #whenTrusted(run: () => void): void {
    if (this.#isTrusted) run();
    else if (this.#held.length < HELD_MOST) this.#held.push(run);
  }
}

function clean({ urls, username, credential }: IceServer): RTCIceServer {
  return { urls, ...(username === undefined ? {} : { username }), ...(credential === undefined ? {} : { credential }) };
}

/** Only the fields of the protocol: browsers add others. */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): IceCandidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
