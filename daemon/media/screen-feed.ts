import { ADAPT, type AdaptationState, adapt, levelOf, startAdaptation } from "../core/adaptation.ts";
import { type FeedEvent, type FeedState, feedDueMs, initialFeed, onFed, onFeedEvent } from "../core/feed-policy.ts";
import type { BackendStats, MediaBackend } from "./backend.ts";
import type { MediaClock } from "./clock.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { FrameNotice } from "./notice.ts";
import type { ScreenPicture } from "./picture.ts";
import { statsDelta } from "./stats.ts";

/** How often the encoder and the receiver's complaints are looked at. */
const POLL_MS = 250;
/** How often the daemon is told. It lets go of what the agent holds when it hears nothing for 3 s. */
const REPORT_MS = 1000;

export interface FeedReport {
  readonly kbps: number;
  readonly fps: number;
  readonly scale: number;
  readonly rttMs?: number;
}

interface Reading {
  readonly atMs: number;
  readonly fed: number;
  readonly stats: BackendStats;
}

/** Carries pictures from screen to the encoder when the policy says so, at the size that adaptation allows. */
export class ScreenFeed {
  readonly #backend: Pick<MediaBackend, "feedScreen" | "stats">;
  readonly #frames: Pick<FrameReader, "read" | "newest">;
  readonly #picture: Pick<ScreenPicture, "take" | "show">;
  readonly #clock: MediaClock;
  readonly #report: (report: FeedReport) => void;
  #policy: FeedState = initialFeed;
  #adaptation: AdaptationState = startAdaptation(Number.POSITIVE_INFINITY);
  #taken: FrameNotice | null = null;
  #fed = 0;
  #cancelFeed = (): void => {};
  #cancelPoll = (): void => {};
  #polled: Reading | null = null;
  #adapted: Reading | null = null;
  #reported: Reading | null = null;

  constructor(
    backend: Pick<MediaBackend, "feedScreen" | "stats">,
    frames: Pick<FrameReader, "read" | "newest">,
    picture: Pick<ScreenPicture, "take" | "show">,
    clock: MediaClock,
    report: (report: FeedReport) => void,
  ) {
    this.#backend = backend;
    this.#frames = frames;
    this.#picture = picture;
    this.#clock = clock;
    this.#report = report;
  }

  /** Says how fast the path is thought to be, before the call is connected. */
  expect(startKbps: number): void {
    this.#adaptation = startAdaptation(startKbps);
    this.take({ type: "rate", fps: levelOf(this.#adaptation).fps });
  }

  /** Takes an event of the policy and feeds now if that is due. */
  take(event: FeedEvent): void {
    this.#policy = onFeedEvent(this.#policy, event, this.#clock.nowMs());
    if (event.type === "connected") this.#poll();
    if (event.type === "disconnected") this.stop();
    this.#schedule();
  }

  stop(): void {
    this.#cancelFeed();
    this.#cancelPoll();
  }

  #schedule(): void {
    this.#cancelFeed();
    const dueMs = feedDueMs(this.#policy);
    if (dueMs === null) return;
    const waitMs = dueMs - this.#clock.nowMs();
    if (waitMs <= 0) this.#feed();
    else this.#cancelFeed = this.#clock.after(waitMs, () => this.#feed());
  }

  #feed(): void {
    this.#refreshCopy();
    // Without a whole copy there is nothing to feed; the notice of the picture that broke it brings us back.
    this.#cancelFeed = () => {};
    if (!this.#taken) return;
    this.#policy = onFed(this.#policy, this.#clock.nowMs());
    this.#backend.feedScreen(this.#picture.show(this.#taken, this.#policy.stripes, levelOf(this.#adaptation).scale));
    this.#fed += 1;
    this.#schedule();
  }

  #refreshCopy(): void {
    const newest = this.#frames.newest;
    if (!newest || newest === this.#taken) return;
    this.#taken = this.#frames.read((shared) => this.#picture.take(shared));
  }

  #poll(): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#clock.after(POLL_MS, () => {
      this.#backend.stats().then(
        (stats) => {
          this.#read({ atMs: this.#clock.nowMs(), fed: this.#fed, stats });
          if (this.#policy.isConnected) this.#poll();
        },
        () => {
          // The call was closed meanwhile.
        },
      );
    });
  }

  #read(reading: Reading): void {
    const delta = this.#polled && statsDelta(this.#polled.stats, reading.stats, reading.atMs - this.#polled.atMs);
    this.#polled = reading;
    if (delta?.qp != null) this.take({ type: "quality", qp: delta.qp });
    if (delta?.hasLoss) this.take({ type: "lost" });
    this.#adapt(reading);
    this.#tell(reading);
  }

  #adapt(reading: Reading): void {
    const last = this.#adapted;
    if (last && reading.atMs - last.atMs < ADAPT.sampleMs - POLL_MS / 2) return;
    this.#adapted = reading;
    if (!last) return;
    const before = levelOf(this.#adaptation);
    const delta = statsDelta(last.stats, reading.stats, reading.atMs - last.atMs);
    const availableKbps = reading.stats.availableKbps;
    this.#adaptation = adapt(this.#adaptation, { ...delta, atMs: reading.atMs, fed: reading.fed - last.fed, availableKbps });
    const after = levelOf(this.#adaptation);
    if (after.fps !== before.fps) this.take({ type: "rate", fps: after.fps });
    if (after.scale !== before.scale) this.take({ type: "lost" });
  }

  #tell(reading: Reading): void {
    const last = this.#reported;
    if (last && reading.atMs - last.atMs < REPORT_MS) return;
    this.#reported = reading;
    if (!last) return;
    const { bytes, encoded, spanMs } = statsDelta(last.stats, reading.stats, reading.atMs - last.atMs);
    const { rttMs } = reading.stats;
    const scale = levelOf(this.#adaptation).scale;
    this.#report({ kbps: (bytes * 8) / spanMs, fps: (encoded * 1000) / spanMs, scale, ...(rttMs === null ? {} : { rttMs }) });
  }
}
