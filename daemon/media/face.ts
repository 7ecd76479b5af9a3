import type { NativePort } from "#native";
import { FACE_MAX_HEIGHT, FACE_MAX_WIDTH } from "#protocol/face-frame";
import type { Picture } from "./backend.ts";
import type { MediaClock } from "./clock.ts";
import { cropToAspect } from "./crop.ts";
import type { FaceFile } from "./face-file.ts";

/** At most so many faces a second: smooth enough for a small box, half the cost of the camera's 30. */
const FACE_INTERVAL_MS = 1000 / 15;
/** No picture for so long: the camera is off or the track is gone. */
const FACE_LOST_MS = 2000;

export interface FaceShown {
  readonly shown: boolean;
  readonly width: number;
  readonly height: number;
  readonly atMs: number;
}

/** Brings the agent's face into the box: newest picture only, cropped to fill it. */
export class Face {
  readonly #native: Pick<NativePort, "scaleI420ToBgrx">;
  readonly #file: Pick<FaceFile, "write" | "blank">;
  readonly #clock: MediaClock;
  readonly #onShown: (shown: FaceShown) => void;
  #box = { width: 0, height: 0 };
  #pixels = new Uint8Array(0);
  #isCameraOn = true;
  #isShown = false;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelLost = (): void => {};

  constructor(
    native: Pick<NativePort, "scaleI420ToBgrx">,
    file: Pick<FaceFile, "write" | "blank">,
    clock: MediaClock,
    onShown: (shown: FaceShown) => void,
  ) {
    this.#native = native;
    this.#file = file;
    this.#clock = clock;
    this.#onShown = onShown;
  }

  /** The box in device pixels; 0×0 wants no face. */
  resize(width: number, height: number): void {
    this.#box = { width: Math.min(width, FACE_MAX_WIDTH), height: Math.min(height, FACE_MAX_HEIGHT) };
    this.#pixels = new Uint8Array(this.#box.width * this.#box.height * 4);
    // The next picture comes at once, at the new size.
    this.#lastMs = Number.NEGATIVE_INFINITY;
    if (this.#pixels.length === 0) this.#hide();
  }

  /** What the console says about its camera: a track that is off still sends black pictures. */
  setCamera(isOn: boolean): void {
    this.#isCameraOn = isOn;
    if (!isOn) this.#hide();
  }

  /** Takes a decoded picture. */
  take(picture: Picture): void {
    const nowMs = this.#clock.nowMs();
    if (!this.#isCameraOn || this.#pixels.length === 0 || picture.width < 2 || picture.height < 2) return;
    this.#cancelLost();
    this.#cancelLost = this.#clock.after(FACE_LOST_MS, () => this.#hide());
    // A camera's pictures come with jitter: half of 30 a second must stay 15.
    if (nowMs - this.#lastMs < FACE_INTERVAL_MS - 10) return;
    this.#lastMs = nowMs;
    const { width, height } = this.#box;
    const part = cropToAspect(picture, width, height);
    this.#native.scaleI420ToBgrx(part.data, part.width, part.height, this.#pixels, width, height);
    this.#file.write(this.#pixels, width, height);
    if (!this.#isShown) this.#tell(true);
  }

  /** The face as it is just now, for a daemon that has come back. */
  get shown(): FaceShown {
    return { shown: this.#isShown, ...this.#box, atMs: this.#clock.nowMs() };
  }

  stop(): void {
    this.#cancelLost();
    this.#isShown = false;
    this.#pixels = new Uint8Array(0);
    this.#file.blank();
  }

  #hide(): void {
    this.#cancelLost();
    if (!this.#isShown) return;
    this.#file.blank();
    this.#tell(false);
  }

  #tell(isShown: boolean): void {
    this.#isShown = isShown;
    this.#onShown(this.shown);
  }
}
