import type { ConsoleToDesk } from "#protocol/desk-console";
import type { ConsoleToDevice } from "#protocol/peer";
import type { OwnMedia } from "./own-media.ts";
import { Peer } from "./peer.ts";
import type { ConsoleEvent, ConsoleState, Effect } from "./state.ts";
import { type CallConfirm, isCallDistrusted, type ShiftIdentity } from "./trust.ts";

type EffectOf<K extends Effect["type"]> = Extract<Effect, { type: K }>;

export interface CallsPorts {
  readonly send: (message: ConsoleToDesk) => void;
  readonly happened: (event: ConsoleEvent) => void;
  /** The device's screen and voice, or null when the call is over. */
  readonly show: (streams: { screen: MediaStream; voice: MediaStream } | null) => void;
  readonly shift: () => ShiftIdentity | null;
}

/** Keeps at most one call: a newer one takes the place of the older. */
export class Calls {
  readonly #ports: CallsPorts;
  readonly #media: OwnMedia;
  #peer: Peer | null = null;

  constructor(media: OwnMedia, ports: CallsPorts) {
    this.#media = media;
    this.#ports = ports;
  }

  stats(): Promise<RTCStatsReport> | null {
    return this.#peer?.stats() ?? null;
  }

  async answer({ offer, device, iceServers }: EffectOf<"call/answer">, operatorKey: string): Promise<void> {
    this.#peer?.close();
    this.#ports.show(null);
    const { contact, call } = offer;
    const shift = this.#ports.shift();
    if (!shift) return this.#ports.happened({ type: "call/failed", call });
    const peer = new Peer(offer, {
      device,
      iceServers,
      operatorKey,
      shift,
      events: {
        candidate: (candidate) => this.#ports.send({ type: "call/candidate", contact, call, candidate }),
        trusted: (screen, voice) => {
          if (peer !== this.#peer) return;
          this.#ports.happened({ type: "call/trusted", call });
          this.#ports.show({ screen, voice });
        },
        state: (state) => state === "failed" && this.#ports.happened({ type: "call/silent", call, isSilent: true }),
        open: () => this.#ports.happened({ type: "call/open", call }),
        message: (message) => this.#ports.happened({ type: "call/message", call, message }),
        silent: (isSilent) => this.#ports.happened({ type: "call/silent", call, isSilent }),
        unreadable: () => this.#ports.happened({ type: "unreadable" }),
      },
    });
    this.#peer = peer;
    await this.#guarded(peer, async () => {
      const answer = await peer.answer();
      if (peer !== this.#peer) return;
      this.#ports.send(answer);
      this.#ports.happened({ type: "call/answered", call });
    });
  }

  candidate({ call, candidate }: EffectOf<"call/candidate">): void {
    if (this.#peer?.call === call) this.#peer.candidate(candidate);
  }

  async confirm(message: CallConfirm): Promise<void> {
    const peer = this.#peer;
    if (peer?.call !== message.call) return;
    await this.#guarded(peer, () => peer.confirm(message));
  }

  send(message: ConsoleToDevice): void {
    this.#peer?.send(message);
  }

  channel(label: "input" | "pointer"): RTCDataChannel | null {
    return this.#peer?.channel(label) ?? null;
  }

  /** What the agent sends follows what they have and want; the device is told, so that the panel shows the truth. */
  sendSources({ sources, contact }: ConsoleState): void {
    const isSent = (kind: "camera" | "microphone") => sources[kind].isWanted && this.#media.track(kind) !== null;
    const camera = isSent("camera");
    const microphone = isSent("microphone");
    void this.#peer?.setTrack("camera", camera ? this.#media.track("camera") : null);
    void this.#peer?.setTrack("microphone", microphone ? this.#media.track("microphone") : null);
    if (contact?.stage === "live") this.send({ type: "agent/media", camera, microphone });
  }

  close(): void {
    // What was said last (the end) still goes out before the transport closes.
    const peer = this.#peer;
    this.#peer = null;
    this.#ports.show(null);
    if (peer) setTimeout(() => peer.close(), 150);
  }

  async #guarded(peer: Peer, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (peer !== this.#peer) return;
      const { call } = peer;
      if (isCallDistrusted(error)) this.#ports.happened({ type: "call/distrusted", call, reason: error.reason });
      else this.#ports.happened({ type: "call/failed", call });
    }
  }
}
