import { readStripRow, STRIP_HIDDEN, STRIP_WHOLE, type Strip } from "#protocol/strip";
import { OVERHANG_PX, type PictureSize } from "./place.ts";

/** One picture as it was shown, for benchmarks and tests. */
export interface FrameRecord {
  readonly frame: number;
  /** Null while a clock is unknown. */
  readonly ageMs: number | null;
  readonly atMs: number;
  readonly flags: number;
}

export interface PictureFacts {
  /** When any picture came last, also a repeat, on this page's clock; null before the first. */
  readonly lastAtMs: number | null;
  /** Of the newest frame when it was first shown. */
  readonly latencyMs: number | null;
  readonly fps: number;
  readonly isHidden: boolean;
  readonly isWhole: boolean;
  readonly width: number;
  readonly height: number;
}

export interface PictureEvents {
  /** The first picture of the screen, and the first whole one, since attach. */
  seen(what: "stripe" | "whole", atMs: number): void;
}

const KEPT_FRAMES = 3600;
const FPS_WINDOW_MS = 2000;
const NOTHING: PictureFacts = { lastAtMs: null, latencyMs: null, fps: 0, isHidden: false, isWhole: false, width: 0, height: 0 };

/** The live screen in a video element: reads the strip of each picture, and hides the strip's rows from view. */
export class Picture {
  readonly frames: FrameRecord[] = [];
  readonly #age: (captureMs: number, ownMs: number) => number | null;
  readonly #events: PictureEvents;
  readonly #row = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  #video: HTMLVideoElement | null = null;
  #stream: MediaStream | null = null;
  #size: PictureSize | null = null;
  #request = 0;
  #facts = NOTHING;
  #lastFrame = -1;
  #arrivals: number[] = [];
  #seen = new Set<"stripe" | "whole">();

  /** @param age of a capture time, by the clocks of device, desk and page */
  constructor(age: (captureMs: number, ownMs: number) => number | null, events: PictureEvents) {
    this.#age = age;
    this.#events = events;
  }

  /** What the device says of its screen; null before. */
  get size(): PictureSize | null {
    return this.#size && this.#size.width > 0 && this.#size.height > 0 ? this.#size : null;
  }

  get facts(): PictureFacts {
    return this.#facts;
  }

  /** Shows a stream in a video element that lies in a box with hidden overflow. Called again, it moves there. */
  attach(video: HTMLVideoElement): void {
    if (video === this.#video) return;
    this.#stopReading();
    this.#video = video;
    video.srcObject = this.#stream;
    this.#crop();
    this.#read();
  }

  detach(): void {
    this.#stopReading();
    if (this.#video) this.#video.srcObject = null;
    this.#video = null;
  }

  /** A new call's screen, or none: what was seen of the last one counts no more. */
  setStream(stream: MediaStream | null): void {
    this.#stream = stream;
    this.#facts = NOTHING;
    this.#lastFrame = -1;
    this.#arrivals = [];
    this.#seen.clear();
    if (this.#video) this.#video.srcObject = stream;
  }

  setSize(size: PictureSize): void {
    this.#size = size;
    this.#crop();
  }

  #stopReading(): void {
    this.#video?.cancelVideoFrameCallback?.(this.#request);
  }

  /** The element is as much higher than its box as the strip is; CSSOM is what the desk's content policy allows. */
  #crop(): void {
    if (!this.#video || !this.#size) return;
    const { width, height, stripRows } = this.#size;
    if (width === 0 || height === 0) return;
    // Scaling blends the strip's edge into the last row: one pixel more hides it.
    this.#video.style.setProperty("height", `calc(${(100 * (height + stripRows)) / height}% + ${OVERHANG_PX}px)`);
    this.#video.parentElement?.style.setProperty("--aspect", `${width / height}`);
  }

  #read(): void {
    const video = this.#video;
    if (!video?.requestVideoFrameCallback) return;
    this.#request = video.requestVideoFrameCallback(() => {
      if (video !== this.#video) return;
      this.#shown(video, performance.now());
      this.#read();
    });
  }

  #shown(video: HTMLVideoElement, atMs: number): void {
    const strip = this.#stripOf(video);
    this.#arrivals = [...this.#arrivals.filter((time) => atMs - time < FPS_WINDOW_MS), atMs];
    this.#facts = {
      ...this.#facts,
      lastAtMs: atMs,
      fps: (this.#arrivals.length * 1000) / FPS_WINDOW_MS,
      width: video.videoWidth,
      height: video.videoHeight,
    };
    if (strip) this.#take(strip, atMs);
  }

  #take(strip: Strip, atMs: number): void {
    const isHidden = (strip.flags & STRIP_HIDDEN) !== 0;
    const isWhole = (strip.flags & STRIP_WHOLE) !== 0;
    // A frame that is sent again to repair or refresh is as old as it was: only its first showing tells the latency.
    if (strip.frame !== this.#lastFrame) {
      this.#lastFrame = strip.frame;
      const ageMs = this.#age(strip.captureMs, atMs);
      this.#facts = { ...this.#facts, latencyMs: ageMs };
      this.frames.push({ frame: strip.frame, ageMs, atMs, flags: strip.flags });
      if (this.frames.length > KEPT_FRAMES) this.frames.splice(0, this.frames.length - KEPT_FRAMES);
    }
    this.#facts = { ...this.#facts, isHidden, isWhole };
    if (isHidden) return;
    this.#mark("stripe", atMs);
    if (isWhole) this.#mark("whole", atMs);
  }

  #mark(what: "stripe" | "whole", atMs: number): void {
    if (this.#seen.has(what)) return;
    this.#seen.add(what);
    this.#events.seen(what, atMs);
  }

  /** The strip of the picture on show, through the middle of its rows; null when it cannot be read. */
  #stripOf(video: HTMLVideoElement): Strip | null {
    const { videoWidth: width, videoHeight: height } = video;
    if (!this.#row || width === 0) return null;
    const scale = this.#size && this.#size.width > 0 ? width / this.#size.width : 1;
    const rows = (this.#size?.stripRows ?? 8) * scale;
    if (this.#row.canvas.width !== width) [this.#row.canvas.width, this.#row.canvas.height] = [width, 1];
    this.#row.drawImage(video, 0, Math.floor(height - rows / 2), width, 1, 0, 0, width, 1);
    return readStripRow(this.#row.getImageData(0, 0, width, 1).data, width, scale, 4);
  }
}
