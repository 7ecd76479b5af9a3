import type { DeskToConsole } from "#protocol/desk-console";
import { DeskApi } from "./api.ts";
import { Calls } from "./calls.ts";
import { DeskClock, PROBE_EVERY_MS, PROBES, pictureAgeMs, ROUND_EVERY_MS } from "./clock.ts";
import { inputRight } from "./control.ts";
import { browserPorts, DeskLink } from "./desk-link.ts";
import { SigningKey } from "./ed25519.ts";
import { InputCapture } from "./input-capture.ts";
import { OwnMedia } from "./own-media.ts";
import { Picture } from "./picture.ts";
import { Ring } from "./ring.ts";
import { type ConsoleEvent, type ConsoleState, type Deed, type Effect, START } from "./state.ts";
import { step } from "./step.ts";
import { pinOperatorKey, repinOperatorKey, type ShiftIdentity } from "./trust.ts";

type EffectOf<K extends Effect["type"]> = Extract<Effect, { type: K }>;
type Executors = { readonly [K in Effect["type"]]: (effect: EffectOf<K>) => void };

/** A certificate is asked for again this long after the desk gave none, and before one ends. */
const SHIFT_RETRY_MS = 5000;
const SHIFT_MARGIN_MS = 10 * 60_000;

/** Holds the console's state, carries out what follows from each event, and tells the page to paint. */
export class Console {
  readonly #paint: () => void;
  readonly #api = new DeskApi();
  readonly #clock = new DeskClock();
  readonly #boot = crypto.randomUUID();
  readonly #ring = new Ring();
  readonly #voice = new Audio();
  readonly #media: OwnMedia;
  readonly #calls: Calls;
  readonly #link: DeskLink;
  readonly picture: Picture;
  readonly hand: InputCapture;
  #state = START;
  #shift: ShiftIdentity | null = null;
  #deviceOffsetMs: number | null = null;
  #probeTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param paint called after each change of the state */
  constructor(paint: () => void) {
    this.#paint = paint;
    this.picture = new Picture((captureMs, ownMs) => pictureAgeMs(captureMs, ownMs, this.#clock.offset, this.#deviceOffsetMs), {
      seen: (what, atMs) => this.happened({ type: "picture/seen", what, atMs }),
    });
    this.#media = new OwnMedia({ changed: (kind, state) => this.happened({ type: "source", kind, state }) });
    this.#calls = new Calls(this.#media, {
      send: (message) => this.#link.send(message),
      happened: (event) => this.happened(event),
      show: (streams) => this.#show(streams),
      shift: () => this.#shift,
    });
    this.hand = new InputCapture({
      channel: (label) => this.#calls.channel(label),
      size: () => this.picture.size,
      tooLong: () => this.happened({ type: "paste-too-long" }),
    });
    this.#link = new DeskLink(
      `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/agent`,
      { ...browserPorts, ticket: () => this.#api.ticket() },
      {
        message: (message) => this.#deskSaid(message),
        status: (status, words) => this.#linkIs(status, words),
        unreadable: () => this.happened({ type: "unreadable" }),
      },
    );
  }

  get state(): ConsoleState {
    return this.#state;
  }

  get ownCamera(): MediaStreamTrack | null {
    return this.#media.track("camera");
  }

  stats(): Promise<RTCStatsReport> | null {
    return this.#calls.stats();
  }

  start(): void {
    this.#link.start();
    setInterval(() => this.#tick(), 250);
  }

  do(deed: Deed): void {
    this.happened({ type: "agent", deed });
  }

  happened(event: ConsoleEvent): void {
    const { state, effects } = step(this.#state, event, performance.now());
    this.#state = state;
    // Before all else: what is not granted any more is let go of at once.
    this.hand.allow(inputRight(state.contact));
    for (const effect of effects) this.#carryOut(effect);
    this.#paint();
  }

  #tick(): void {
    this.happened({ type: "tick", picture: this.#state.contact ? this.picture.facts : null });
  }

  #deskSaid(message: DeskToConsole): void {
    if (message.type !== "clock/reply") {
      this.happened({ type: "desk", message });
      return;
    }
    const offset = this.#clock.add({ ...message, receivedMs: performance.now() });
    if (offset) this.#link.send({ type: "clock/offset", boot: this.#boot, ...offset });
  }

  #linkIs(status: ConsoleState["link"]["status"], words: string): void {
    this.happened({ type: "link", status, words });
    clearTimeout(this.#probeTimer);
    if (status !== "online") return;
    this.#probe(PROBES);
    void this.#begin();
  }

  /** Rounds of probes, for as long as the link is up. */
  #probe(left: number): void {
    if (left === PROBES) this.#clock.beginRound();
    this.#link.send({ type: "clock/probe", sentMs: performance.now() });
    const [next, afterMs] = left > 1 ? [left - 1, PROBE_EVERY_MS] : [PROBES, ROUND_EVERY_MS];
    this.#probeTimer = setTimeout(() => this.#probe(next), afterMs);
  }

  /** The shift's key: made here, certified by the operator's. */
  async #begin(): Promise<void> {
    const isGood = this.#shift !== null && this.#shift.certificate.expiresMs - Date.now() > SHIFT_MARGIN_MS;
    if (isGood) return;
    try {
      const key = await SigningKey.generate();
      this.#shift = { key, certificate: await this.#api.shift(key.publicKey) };
      this.happened({ type: "shift", isGiven: true });
      setTimeout(() => void this.#begin(), Math.max(SHIFT_RETRY_MS, this.#shift.certificate.expiresMs - Date.now() - SHIFT_MARGIN_MS));
    } catch {
      this.happened({ type: "shift", isGiven: false });
      setTimeout(() => this.#state.link.status === "online" && void this.#begin(), SHIFT_RETRY_MS);
    }
  }

  #show(streams: { screen: MediaStream; voice: MediaStream } | null): void {
    this.picture.setStream(streams?.screen ?? null);
    this.#voice.srcObject = streams?.voice ?? null;
    if (streams) this.#play();
  }

  /** After a reload the browser may want a click before it plays sound. */
  #play(): void {
    this.#voice.play().then(
      () => this.happened({ type: "sound-blocked", isBlocked: false }),
      (error: unknown) =>
        error instanceof Error && error.name === "NotAllowedError" && this.happened({ type: "sound-blocked", isBlocked: true }),
    );
  }

  async #signIn(name: string, password: string): Promise<void> {
    const result = await this.#api.signIn(name, password);
    this.happened(result.kind === "in" ? { type: "signed-in" } : { type: "sign-in-failed", fault: result });
  }

  async #signOut(): Promise<void> {
    this.#shift = null;
    await this.#api.signOut();
    this.#link.stop();
    this.happened({ type: "link", status: "signed-out", words: "" });
  }

  #carryOut<K extends Effect["type"]>(effect: EffectOf<K>): void {
    (this.#executors[effect.type as K] as (effect: EffectOf<K>) => void)(effect);
  }

  readonly #executors: Executors = {
    "desk/send": ({ message }) => void this.#link.send(message),
    "sign/in": ({ name, password }) => void this.#signIn(name, password),
    "sign/out": () => void this.#signOut(),
    "link/restart": () => {
      this.#link.stop();
      this.#link.start();
    },
    "key/see": ({ key }) => this.happened({ type: "key-seen", isChanged: pinOperatorKey(localStorage, key) === "changed" }),
    "key/trust": ({ key }) => repinOperatorKey(localStorage, key),
    "ring/start": () => this.#ring.start(),
    "ring/stop": () => this.#ring.stop(),
    mark: ({ contact, name, atMs }) => {
      const marks = [{ name, machine: "console", boot: this.#boot, atMs } as const];
      this.#link.send({ type: "contact/marks", contact, marks });
    },
    "sources/open": () => this.#media.open(),
    "sources/close": () => this.#media.close(),
    "sources/send": () => this.#calls.sendSources(this.#state),
    "call/answer": (effect) => void this.#calls.answer(effect, this.#state.operatorKey ?? ""),
    "call/candidate": (effect) => this.#calls.candidate(effect),
    "call/confirm": ({ message }) => void this.#calls.confirm(message),
    "call/close": () => this.#calls.close(),
    "call/send": ({ message }) => this.#calls.send(message),
    "picture/size": (size) => this.picture.setSize(size),
    "picture/clock": ({ offsetMs }) => {
      this.#deviceOffsetMs = offsetMs;
    },
    "sound/play": () => this.#play(),
  };
}
