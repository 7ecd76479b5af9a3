import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import {
  FRAMES_HEADER_BYTES,
  FRAMES_MAGIC,
  FRAMES_SLOT_HEADER_AT,
  FRAMES_SLOT_HEADER_BYTES,
  FRAMES_SLOTS,
  FRAMES_VERSION,
} from "#protocol/frames";
import { STRIP_ROWS } from "#protocol/strip";
import { assertInteger, MAX_SIDE } from "./check.ts";
import type { FramesMap } from "./port.ts";

/** The frames file read by copying: `view` brings its buffer up to date at each call. */
export function mapFramesCopy(path: string): FramesMap {
  if (typeof path !== "string") throw new TypeError("path must be a string");
  const fd = openSync(path, "r");
  const layout = readLayout(fd);
  if (!layout) {
    closeSync(fd);
    throw new Error(`${path} is not a frames file of version ${FRAMES_VERSION}`);
  }
  const { width, height, stripRows, slots, slotBytes, pictureBytes } = layout;
  const views = Array.from({ length: slots }, () => new ArrayBuffer(pictureBytes));
  let isMapped = true;

  function assertSlot(slot: number): void {
    if (!isMapped) throw new Error("the frames file was unmapped");
    assertInteger("slot", slot, 0, views.length - 1);
  }

  return {
    width,
    height,
    stripRows,
    slots,
    view(slot) {
      assertSlot(slot);
      const view = views[slot] as ArrayBuffer;
      readSync(fd, new Uint8Array(view), 0, pictureBytes, FRAMES_HEADER_BYTES + slot * slotBytes);
      return view;
    },
    generation(slot) {
      assertSlot(slot);
      return read(fd, FRAMES_SLOT_HEADER_AT + FRAMES_SLOT_HEADER_BYTES * slot, 4)?.[0] ?? 0;
    },
    unmap() {
      if (!isMapped) return;
      isMapped = false;
      closeSync(fd);
      for (const view of views) structuredClone(view, { transfer: [view] });
    },
  };
}

/** What the header says, or null when it is not ours or the file is shorter than it says. */
function readLayout(fd: number) {
  const [magic, version, width = 0, height = 0, stripRows, slots, slotBytes = 0] = read(fd, 0, 28) ?? [];
  const isSized = [width, height].every((side) => side >= 2 && side <= MAX_SIDE && side % 2 === 0);
  if (magic !== FRAMES_MAGIC || version !== FRAMES_VERSION || !isSized || stripRows !== STRIP_ROWS || slots !== FRAMES_SLOTS) return null;
  const pictureBytes = (width * (height + stripRows) * 3) / 2;
  if (slotBytes < pictureBytes || fstatSync(fd).size < FRAMES_HEADER_BYTES + slots * slotBytes) return null;
  return { width, height, stripRows, slots, slotBytes, pictureBytes };
}

/** Little-endian u32 words, or null at the end of the file. */
function read(fd: number, at: number, size: number): number[] | null {
  const bytes = new Uint8Array(size);
  if (readSync(fd, bytes, 0, size, at) < size) return null;
  const view = new DataView(bytes.buffer);
  return Array.from({ length: size / 4 }, (_, word) => view.getUint32(4 * word, true));
}
