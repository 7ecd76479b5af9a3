import type { Strip } from "#protocol/strip";
import type { OpenInput } from "./input.ts";

/** Who is at the other end of a unix socket (SO_PEERCRED): taken when it connected, set by the kernel. */
export interface PeerCredentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** The frames file of protocol/frames.ts, mapped for reading. */
export interface FramesMap {
  /** The picture without the strip, in pixels; both even. */
  readonly width: number;
  readonly height: number;
  readonly stripRows: number;
  readonly slots: number;
  /**
   * The live picture of a slot: packed I420 of width × (height + stripRows), the same buffer at each call. `screen` writes on into
   * it: a copy is whole when `generation` is even and the same before and after. A write by the caller reaches nobody else, but
   * hides what `screen` puts there later, so copy first. @throws RangeError for an unknown slot, Error after `unmap`.
   */
  view(slot: number): ArrayBuffer;
  /** Odd while the slot is being written. @throws as `view` */
  generation(slot: number): number;
  /** Ends the mapping; buffers from `view` have length 0 from now on. May be called twice. */
  unmap(): void;
}

/** Memory of a picture: bytes as they lie, no copy. */
export type Bytes = Uint8Array | Uint8ClampedArray | ArrayBuffer;

export type ScaleFilter = "box" | "bilinear";

/**
 * What the device's TypeScript needs from C. Pictures are packed I420 (BT.601, 16..235) with even sizes unless said otherwise.
 * All of it throws TypeError for a wrong type and RangeError for a size that does not fit, and says what would have been right.
 */
export interface NativePort {
  /** @throws Error when `fd` is no unix socket. */
  peerCredentials(fd: number): PeerCredentials;
  /** @throws Error when the file is missing or not a frames file of this version. */
  mapFrames(path: string): FramesMap;
  /** Scales a picture. `box` (default) averages and suits shrinking. */
  scaleI420(
    source: Bytes,
    width: number,
    height: number,
    target: Bytes,
    targetWidth: number,
    targetHeight: number,
    filter?: ScaleFilter,
  ): void;
  /** Converts to B,G,R,X bytes (wl_shm XRGB8888), rows packed. */
  i420ToBgrx(source: Bytes, width: number, height: number, target: Bytes): void;
  /** Scales, then converts to B,G,R,X: the agent's face at the box's pixels. The target's size may be odd. */
  scaleI420ToBgrx(source: Bytes, width: number, height: number, target: Bytes, targetWidth: number, targetHeight: number): void;
  /** Draws the strip into the last STRIP_ROWS rows; `heightWithStrip` counts them. */
  writeStrip(picture: Bytes, width: number, heightWithStrip: number, strip: Strip): void;
  /** Reads the strip from the last rows. Null when there is none that can be trusted. */
  readStrip(picture: Bytes, width: number, heightWithStrip: number): Strip | null;
  /** Fills rows `fromRow` ≤ y < `toRow` (both even) with grey of this luma: the stripes of the first reveal. */
  fillRows(picture: Bytes, width: number, height: number, fromRow: number, toRow: number, luma: number): void;
  /** The kiosk's input devices: input.ts. */
  readonly openInput: OpenInput;
}
