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
 * The own copy of the newest screen picture with its strip, and what is fed of it. A smaller picture is the whole one scaled, strip
 * and all: the console crops and reads it by the same proportions at every size.
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

  /** Takes a picture over from shared memory. */
  take({ width, height, stripRows, view }: SharedPicture): void {
    if (width !== this.#width || height + stripRows !== this.#height) {
      [this.#width, this.#height] = [width, height + stripRows];
      this.#content = new Uint8Array((this.#width * this.#height * 3) / 2);
      this.#shown = new Uint8Array(this.#content.length);
    }
    this.#content.set(new Uint8Array(view, 0, this.#content.length));
  }

  /** The picture to feed: the first rows as far as revealed, a strip that says what it is, and all that at `scale`. */
  show(notice: FrameNotice, stripes: number, scale: number): Picture {
    const contentRows = this.#height - STRIP_ROWS;
    const rows = revealedRows(contentRows, stripes);
    const isWhole = rows >= contentRows;
    this.#shown.set(this.#content);
    if (!isWhole) this.#native.fillRows(this.#shown, this.#width, this.#height, rows, contentRows, VEIL_LUMA);
    const flags = (notice.isHidden ? STRIP_HIDDEN : 0) | (isWhole ? STRIP_WHOLE : 0);
    this.#native.writeStrip(this.#shown, this.#width, this.#height, { frame: notice.frame, captureMs: notice.captureMs, flags });
    return scale === 1 ? { width: this.#width, height: this.#height, data: this.#shown } : this.#shrink(scale);
  }

  #shrink(scale: number): Picture {
    const { width, height } = scaledSize(this.#width, this.#height, scale);
    const bytes = (width * height * 3) / 2;
    if (this.#scaled.length !== bytes) this.#scaled = new Uint8Array(bytes);
    this.#native.scaleI420(this.#shown, this.#width, this.#height, this.#scaled, width, height);
    return { width, height, data: this.#scaled };
  }
}
