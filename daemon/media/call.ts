import type { IceCandidate } from "#protocol/common";
import { MAX_INPUT_BYTES } from "#protocol/input";
import type { DaemonToMedia, MediaToDaemon } from "#protocol/local-media";
import { type DeviceToConsole, deviceToConsoleCodec } from "#protocol/peer";
import { fingerprintOf } from "#protocol/signing";
import type { BackendEvents, MediaBackend, RateHints, TransportState } from "./backend.ts";
import type { MediaClock } from "./clock.ts";
import { ControlGuard } from "./control.ts";
import type { Face } from "./face.ts";
import { type Heartbeat, onHeard, startHeartbeat, TICK_MS, tick } from "./heartbeat.ts";
import type { InputChannel, InputPort } from "./input-link.ts";
import type { ScreenFeed } from "./screen-feed.ts";
import type { SoundPort } from "./sound.ts";

/** Messages for the console that wait for the channel to open. */
const MOST_WAITING = 64;

export type CallState = "new" | "connecting" | "connected" | "dead" | "failed" | "closed";

type Trouble = Extract<MediaToDaemon, { type: "media/trouble" }>["code"];

export interface CallParts {
  readonly backend: MediaBackend;
  readonly feed: Pick<ScreenFeed, "take" | "expect" | "stop">;
  readonly face: Pick<Face, "take" | "resize" | "setCamera" | "stop" | "shown">;
  readonly sound: SoundPort;
  readonly input: InputPort;
  readonly clock: MediaClock;
  /** To the daemon. */
  readonly send: (message: MediaToDaemon) => void;
}

/** One call from start to end: carries out the daemon's messages and tells it what happens. */
export class Call {
  readonly #parts: CallParts;
  readonly #guard = new ControlGuard();
  readonly #waiting: string[] = [];
  readonly #dropped = { input: 0, pointer: 0, other: 0 };
  #rate: RateHints | null = null;
  #transport: TransportState = "new";
  #isControlOpen = false;
  #heart: Heartbeat | null = null;
  #cancelTick = (): void => {};
  /** The daemon has given us the console's answer, whose signature it checked, and the call is not over. */
  #isConfirmed = false;
  #state: CallState = "new";
  #isMicrophoneOpen = true;
  readonly #troubleMs = new Map<Trouble, number>();

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  /** Makes everything that can be made before the call. */
  warm(): void {
    this.#parts.backend.start(this.#backendEvents());
  }

  /** The daemon has begun a call here. */
  get hasBegun(): boolean {
    return this.#rate !== null;
  }

  get dropped(): Readonly<Record<"input" | "pointer" | "other", number>> {
    return this.#dropped;
  }

  /** Tells a daemon that has come back how things are. */
  describe(): void {
    this.#parts.send({ type: "media/state", state: this.#state });
    this.#parts.send({ type: "media/face", ...this.#parts.face.shown });
  }

  /** Carries out one message of the daemon, all but media/stop. */
  take(message: Exclude<DaemonToMedia, { type: "media/stop" }>): void {
    const { backend, feed, face } = this.#parts;
    switch (message.type) {
      case "media/start":
        this.#begin(message);
        break;
      case "media/answer":
        this.#answer(message.sdp);
        break;
      case "media/candidate":
        this.#attempt(backend.addCandidate(message.candidate), "candidate");
        break;
      case "media/control":
        this.#tellConsole(message.body);
        break;
      case "media/view":
        feed.take({ type: "feeding", on: message.feeding });
        break;
      case "media/microphone":
        this.#isMicrophoneOpen = message.open;
        break;
      case "media/face-box":
        face.resize(message.width, message.height);
        break;
      default:
        message satisfies never;
    }
  }

  stop(): void {
    this.#cancelTick();
    this.#isConfirmed = false;
    this.#parts.input.stop();
    this.#parts.sound.stop();
    this.#parts.feed.stop();
    this.#parts.face.stop();
    this.#parts.backend.close();
  }

  #begin({ iceServers, startKbps, maxKbps }: Extract<DaemonToMedia, { type: "media/start" }>): void {
    if (this.#rate) {
      this.trouble("protocol", "one media process serves one call: this one has begun already");
      return;
    }
    const { backend, feed, sound, send } = this.#parts;
    this.#rate = { startKbps, maxKbps };
    feed.expect(startKbps);
    const offered = backend.offer(iceServers).then((sdp) => send({ type: "media/offer", sdp, fingerprint: fingerprintOf(sdp) }));
    this.#attempt(offered, "offer");
    sound.start({
      onChunk: (samples) => backend.feedSound(this.#isMicrophoneOpen ? samples : samples.fill(0)),
      onTrouble: (why) => this.trouble("sound", why),
    });
  }

  #answer(sdp: string): void {
    if (!this.#rate) {
      this.trouble("protocol", "media/answer follows media/start");
      return;
    }
    this.#isConfirmed = true;
    this.#attempt(this.#parts.backend.answer(sdp, this.#rate), "answer");
  }

  #attempt(work: Promise<void>, what: string): void {
    work.catch((error: unknown) => this.trouble("transport", `${what}: ${error instanceof Error ? error.message : String(error)}`));
  }

  #backendEvents(): BackendEvents {
    const { face, sound, send } = this.#parts;
    return {
      onCandidate: (candidate: IceCandidate) => send({ type: "media/candidate", candidate }),
      onTransport: (state) => this.#onTransport(state),
      onControlOpen: (isOpen) => this.#onControlOpen(isOpen),
      onControl: (text) => this.#onControl(text),
      onInput: (channel, message) => this.#onInput(channel, message),
      onDropped: () => {
        this.#dropped.other += 1;
      },
      onFace: (picture) => face.take(picture),
      onSound: sound.canPlay ? (heard) => sound.play(heard) : null,
    };
  }

  #onTransport(state: TransportState): void {
    // wrtc says some states several times.
    if (state === this.#transport) return;
    this.#transport = state;
    this.#parts.feed.take({ type: state === "connected" ? "connected" : "disconnected" });
    this.#tellState();
  }

  #onControlOpen(isOpen: boolean): void {
    this.#isControlOpen = isOpen;
    if (isOpen) {
      for (const text of this.#waiting.splice(0)) this.#parts.backend.sendControl(text);
      this.#heart = startHeartbeat(this.#parts.clock.nowMs());
      this.#beat();
    }
    this.#tellState();
  }

  #beat(): void {
    if (!this.#heart) return;
    const { heart, send } = tick(this.#heart, this.#parts.clock.nowMs());
    this.#heart = heart;
    if (send !== null) this.#tellConsole({ type: "heart/beat", n: send });
    this.#tellState();
    this.#cancelTick = this.#parts.clock.after(TICK_MS, () => this.#beat());
  }

  #onControl(text: string | null): void {
    const nowMs = this.#parts.clock.nowMs();
    const found = this.#guard.read(text, nowMs);
    if (found.kind === "refused") {
      this.trouble("protocol", found.why);
      return;
    }
    if (this.#heart) this.#heart = onHeard(this.#heart, nowMs);
    if (found.kind === "beat") return;
    if (found.message.type === "agent/media") this.#parts.face.setCamera(found.message.camera);
    this.#parts.send({ type: "media/control", body: found.message });
  }

  /** What it says is the daemon's business: here only its size counts. */
  #onInput(channel: InputChannel, message: Uint8Array | null): void {
    if (!message || message.length < 1 || message.length > MAX_INPUT_BYTES) {
      this.#dropped[channel] += 1;
      this.trouble("protocol", `${channel} takes binary messages of 1 to ${MAX_INPUT_BYTES} bytes`);
      return;
    }
    const passed = this.#isConfirmed ? this.#parts.input.pass(channel, message) : "dropped";
    if (passed !== "passed") this.#dropped[channel] += 1;
    if (passed === "stuck") this.#giveUpInput();
  }

  /** Gone are the events that wait, too: the daemon loses the socket and lets go of everything. */
  #giveUpInput(): void {
    this.#parts.input.stop();
    this.#parts.backend.closeInput();
    this.trouble("protocol", "the daemon does not read the agent's input: the channel is closed");
  }

  #tellConsole(body: DeviceToConsole): void {
    let text: string;
    try {
      text = deviceToConsoleCodec.encode(deviceToConsoleCodec.check(body));
    } catch (error) {
      this.trouble("protocol", error instanceof Error ? error.message : String(error));
      return;
    }
    if (this.#isControlOpen) this.#parts.backend.sendControl(text);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(text);
  }

  #tellState(): void {
    const state = this.#stateNow();
    if (state === this.#state) return;
    this.#state = state;
    this.#parts.send({ type: "media/state", state });
  }

  /** Connected means that the console can be spoken to: transport and control channel. */
  #stateNow(): CallState {
    if (this.#transport === "failed" || this.#transport === "closed" || this.#transport === "new") return this.#transport;
    if (this.#heart?.isDead) return "dead";
    if (this.#heart && this.#isControlOpen) return "connected";
    return this.#heart ? "closed" : "connecting";
  }

  /** Tells the daemon, at most once a second for each code: a console that floods us must not flood the daemon through us. */
  trouble(code: Trouble, message: string): void {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - (this.#troubleMs.get(code) ?? Number.NEGATIVE_INFINITY) < 1000) return;
    this.#troubleMs.set(code, nowMs);
    this.#parts.send({ type: "media/trouble", code, message: message.slice(0, 200) });
  }
}
