import type { NativePort } from "#native";
import { STRIP_HIDDEN, STRIP_ROWS, STRIP_WHOLE } from "#protocol/strip";
import { scaledSize } from "../core/adaptation.ts";
import { revealedRows } from "../core/feed-policy.ts";
import type { Picture } from "./backend.ts";
import type { SharedPicture } from "./frame-reader.ts";
import type { FrameNotice } from "./notice.ts";

/** Grey of what has not been revealed yet. */
const VEIL_LUMA = 128;

/**
 * The own copy of the newest screen picture, at the size that is being sent, with room for the strip below.
 * However small the picture gets, its strip is STRIP_ROWS high and laid out at the sent width: the console always reads it with scale 1.
 */
export class ScreenPicture {
  readonly #native: NativePort;
  #content = new Uint8Array(0);
  #shown = new Uint8Array(0);
  #scaled = new Uint8Array(0);
  #width = 0;
  #height = 0;

  constructor(native: NativePort) {
    this.#native = native;
  }

  /** Takes a picture over from shared memory at `scale`. */
  take(shared: SharedPicture, scale: number): void {
    const { width, height, stripRows, view } = shared;
    const size = scaledSize(width, height, scale);
    this.#resize(size.width, size.height + STRIP_ROWS);
    if (size.width === width && size.height === height && stripRows === STRIP_ROWS) {
      this.#content.set(new Uint8Array(view));
      return;
    }
    const whole = scaledSize(width, height + stripRows, scale);
    if (this.#scaled.length !== i420Bytes(whole)) this.#scaled = new Uint8Array(i420Bytes(whole));
    this.#native.scaleI420(view, width, height + stripRows, this.#scaled, whole.width, whole.height);
    copyRows(this.#scaled, whole, this.#content, { width: this.#width, height: this.#height }, size.height);
  }

  /** The picture to feed: the first rows as far as revealed, and a strip that says what it is. */
  show(notice: FrameNotice, stripes: number): Picture {
    const contentRows = this.#height - STRIP_ROWS;
    const rows = revealedRows(contentRows, stripes);
    const isWhole = rows >= contentRows;
    this.#shown.set(this.#content);
    if (!isWhole) this.#native.fillRows(this.#shown, this.#width, this.#height, rows, contentRows, VEIL_LUMA);
    const flags = (notice.isHidden ? STRIP_HIDDEN : 0) | (isWhole ? STRIP_WHOLE : 0);
    this.#native.writeStrip(this.#shown, this.#width, this.#height, { frame: notice.frame, captureMs: notice.captureMs, flags });
    return { width: this.#width, height: this.#height, data: this.#shown };
  }

  #resize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#content = new Uint8Array(i420Bytes({ width, height }));
    this.#shown = new Uint8Array(this.#content.length);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function i420Bytes({ width, height }: Size): number {
  return (width * height * 3) / 2;
}

/** Copies the first `rows` rows of each plane between packed pictures of equal width. */
function copyRows(from: Uint8Array, fromSize: Size, to: Uint8Array, toSize: Size, rows: number): void {
  let [at, toAt] = [0, 0];
  for (const half of [1, 2, 2]) {
    const width = fromSize.width / half;
    to.set(from.subarray(at, at + (width * Math.min(rows, fromSize.height)) / half), toAt);
    at += (width * fromSize.height) / half;
    toAt += (width * toSize.height) / half;
  }
}
