import { FRAME_HIDDEN, FRAME_NOTICE_BYTES, FRAME_REMAP } from "#protocol/frames";

/** One published frame, as screen announces it on frames.sock. */
export interface FrameNotice {
  readonly frame: number;
  readonly slot: number;
  readonly generation: number;
  readonly isRemap: boolean;
  readonly isHidden: boolean;
  /** CLOCK_MONOTONIC. */
  readonly captureMs: number;
}

/** Cuts a byte stream into notices, however the bytes arrive. */
export class NoticeParser {
  #pending: Uint8Array = new Uint8Array(0);

  /** Takes the next bytes and returns the notices completed by them. */
  push(chunk: Uint8Array): FrameNotice[] {
    const bytes = new Uint8Array(this.#pending.length + chunk.length);
    bytes.set(this.#pending);
    bytes.set(chunk, this.#pending.length);
    const notices: FrameNotice[] = [];
    let at = 0;
    for (; bytes.length - at >= FRAME_NOTICE_BYTES; at += FRAME_NOTICE_BYTES) {
      notices.push(readNotice(new DataView(bytes.buffer, at, FRAME_NOTICE_BYTES)));
    }
    this.#pending = bytes.slice(at);
    return notices;
  }
}

function readNotice(view: DataView): FrameNotice {
  const flags = view.getUint32(12, true);
  return {
    frame: view.getUint32(0, true),
    slot: view.getUint32(4, true),
    generation: view.getUint32(8, true),
    isRemap: (flags & FRAME_REMAP) !== 0,
    isHidden: (flags & FRAME_HIDDEN) !== 0,
    captureMs: Number(view.getBigUint64(16, true)) / 1e6,
  };
}
