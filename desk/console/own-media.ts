/** Why a camera or microphone is there or not, for a person to read. */
export type SourceState = "off" | "asking" | "on" | "missing" | "refused" | "busy" | "insecure";
export type SourceKind = "camera" | "microphone";

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

export interface OwnMediaEvents {
  changed(kind: SourceKind, state: SourceState, track: MediaStreamTrack | null): void;
}

const constraints: Readonly<Record<SourceKind, MediaStreamConstraints>> = {
  camera: { video: { width: { ideal: 480 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 15 } } },
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
};

/**
 * The agent's camera and microphone. Each is asked for by itself: a desk without a camera still has a voice, and a refused
 * permission takes away only what was refused. Neither ever holds up a call.
 */
export class OwnMedia {
  readonly #get: GetUserMedia | undefined;
  readonly #events: OwnMediaEvents;
  readonly #tracks: Record<SourceKind, MediaStreamTrack | null> = { camera: null, microphone: null };
  /** Grows with each open and close, so that an answer that comes too late is given back. */
  #round = 0;
  #isOpen = false;

  constructor(
    events: OwnMediaEvents,
    get: GetUserMedia | undefined = globalThis.navigator?.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices),
  ) {
    this.#events = events;
    this.#get = get;
  }

  track(kind: SourceKind): MediaStreamTrack | null {
    return this.#tracks[kind];
  }

  /** Takes what can be had; returns at once. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#round += 1;
    void this.#take("camera", this.#round);
    void this.#take("microphone", this.#round);
  }

  /** Lets go of both, so that no lamp stays lit. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#round += 1;
    for (const kind of ["camera", "microphone"] as const) {
      this.#tracks[kind]?.stop();
      this.#set(kind, "off", null);
    }
  }

  async #take(kind: SourceKind, round: number): Promise<void> {
    if (!this.#get) return this.#set(kind, "insecure", null);
    this.#set(kind, "asking", null);
    try {
      const [track] = (await this.#get(constraints[kind])).getTracks();
      if (round !== this.#round || !track) return track?.stop();
      track.onended = () => round === this.#round && this.#set(kind, "missing", null);
      this.#set(kind, "on", track);
    } catch (error) {
      if (round === this.#round) this.#set(kind, stateOf(error), null);
    }
  }

  #set(kind: SourceKind, state: SourceState, track: MediaStreamTrack | null): void {
    this.#tracks[kind] = track;
    this.#events.changed(kind, state, track);
  }
}

/** By the names of W3C Media Capture, section 10.2. */
function stateOf(error: unknown): SourceState {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "busy";
}
