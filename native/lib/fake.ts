import { fstatSync } from "node:fs";
import { readStripRow, STRIP_BITS, STRIP_ROWS, type Strip, stripBytes } from "#protocol/strip";
import { assertInteger, bgrx, i420 } from "./check.ts";
import { mapFramesCopy } from "./fake-frames.ts";
import { FakeInputs, type InputClock } from "./fake-input.ts";
import type { Bytes, NativePort } from "./port.ts";

/** The same interface in TypeScript alone, slow and without mapping or devices: for unit tests on any machine. */
export function createFakeNative(inputs = new FakeInputs(machineClock)): NativePort {
  return {
    peerCredentials,
    mapFrames: mapFramesCopy,
    scaleI420,
    i420ToBgrx: (source, width, height, target) =>
      convert(i420("source", source, width, height), width, height, bgrx("target", target, width, height)),
    scaleI420ToBgrx,
    writeStrip,
    readStrip,
    fillRows,
    openInput: inputs.openInput,
  };
}

const machineClock: InputClock = {
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A fake's peer is this very process. */
function peerCredentials(fd: number): { pid: number; uid: number; gid: number } {
  assertInteger("fd", fd, 0, 2 ** 31 - 1);
  let isSocket = false;
  try {
    isSocket = fstatSync(fd).isSocket();
  } catch {
    // Said below.
  }
  if (!isSocket) throw new Error(`fd ${fd} must be a connected unix socket`);
  return { pid: process.pid, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

function scaleI420(source: Bytes, width: number, height: number, target: Bytes, toWidth: number, toHeight: number, filter = "box"): void {
  if (filter !== "box" && filter !== "bilinear") throw new RangeError('filter must be "box" or "bilinear"');
  const from = i420("source", source, width, height);
  const to = i420("target", target, toWidth, toHeight);
  let [at, toAt] = [0, 0];
  for (const half of [1, 2, 2]) {
    const [w, h, tw, th] = [width / half, height / half, toWidth / half, toHeight / half];
    scalePlane(from.subarray(at, at + w * h), w, h, to.subarray(toAt, toAt + tw * th), tw, th);
    at += w * h;
    toAt += tw * th;
  }
}

/** Each target pixel is the average of the source pixels that it covers. */
function scalePlane(from: Uint8Array, width: number, height: number, to: Uint8Array, toWidth: number, toHeight: number): void {
  for (let y = 0; y < toHeight; y++) {
    const [top, bottom] = span(y, height, toHeight);
    for (let x = 0; x < toWidth; x++) {
      const [left, right] = span(x, width, toWidth);
      let sum = 0;
      for (let row = top; row < bottom; row++) for (let column = left; column < right; column++) sum += from[row * width + column] ?? 0;
      to[y * toWidth + x] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
}

function span(at: number, from: number, to: number): [number, number] {
  const first = Math.floor((at * from) / to);
  return [first, Math.max(first + 1, Math.floor(((at + 1) * from) / to))];
}

function scaleI420ToBgrx(source: Bytes, width: number, height: number, target: Bytes, toWidth: number, toHeight: number): void {
  const from = i420("source", source, width, height);
  const to = bgrx("target", target, toWidth, toHeight);
  const [evenWidth, evenHeight] = [toWidth + (toWidth % 2), toHeight + (toHeight % 2)];
  const scaled = new Uint8Array((evenWidth * evenHeight * 3) / 2);
  scaleI420(from, width, height, scaled, evenWidth, evenHeight);
  const pixels = new Uint8Array(evenWidth * evenHeight * 4);
  convert(scaled, evenWidth, evenHeight, pixels);
  for (let y = 0; y < toHeight; y++) to.set(pixels.subarray(y * evenWidth * 4, (y * evenWidth + toWidth) * 4), y * toWidth * 4);
}

/** BT.601, luma 16..235. */
function convert(source: Uint8Array, width: number, height: number, target: Uint8Array): void {
  const uAt = width * height;
  const vAt = uAt + uAt / 4;
  const clamped = new Uint8ClampedArray(target.buffer, target.byteOffset, target.byteLength);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = (y >> 1) * (width / 2) + (x >> 1);
      const luma = 1.164 * ((source[y * width + x] ?? 0) - 16);
      const u = (source[uAt + chroma] ?? 0) - 128;
      const v = (source[vAt + chroma] ?? 0) - 128;
      const at = (y * width + x) * 4;
      clamped[at] = luma + 2.018 * u;
      clamped[at + 1] = luma - 0.391 * u - 0.813 * v;
      clamped[at + 2] = luma + 1.596 * v;
      clamped[at + 3] = 255;
    }
  }
}

function stripPicture(picture: Bytes, width: number, heightWithStrip: number): Uint8Array {
  const bytes = i420("picture", picture, width, heightWithStrip);
  if (width < 2 * STRIP_BITS) throw new RangeError(`a picture with a strip is at least ${2 * STRIP_BITS} wide`);
  if (heightWithStrip <= STRIP_ROWS) throw new RangeError(`heightWithStrip counts the ${STRIP_ROWS} rows of the strip`);
  return bytes;
}

function writeStrip(picture: Bytes, width: number, heightWithStrip: number, strip: Strip): void {
  const bytes = stripPicture(picture, width, heightWithStrip);
  assertInteger("flags", strip.flags, 0, 255);
  assertInteger("frame", strip.frame, 0, 2 ** 32 - 1);
  if (!(strip.captureMs >= 0 && strip.captureMs <= 1e13)) throw new RangeError("captureMs must be a number from 0 to 1e13");
  fillRows(bytes, width, heightWithStrip, heightWithStrip - STRIP_ROWS, heightWithStrip, 16);
  const cells = stripBytes(strip);
  const cell = Math.floor(width / STRIP_BITS);
  for (let row = heightWithStrip - STRIP_ROWS; row < heightWithStrip; row++) {
    for (let bit = 0; bit < STRIP_BITS; bit++) {
      const isSet = ((cells[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
      if (isSet) bytes.fill(235, row * width + bit * cell, row * width + (bit + 1) * cell);
    }
  }
}

function readStrip(picture: Bytes, width: number, heightWithStrip: number): Strip | null {
  const bytes = stripPicture(picture, width, heightWithStrip);
  const middle = heightWithStrip - STRIP_ROWS / 2;
  return readStripRow(bytes.subarray(middle * width, (middle + 1) * width), width);
}

function fillRows(picture: Bytes, width: number, height: number, fromRow: number, toRow: number, luma: number): void {
  const bytes = i420("picture", picture, width, height);
  assertInteger("fromRow", fromRow, 0, height);
  assertInteger("toRow", toRow, fromRow, height);
  assertInteger("luma", luma, 0, 255);
  if (fromRow % 2 || toRow % 2) throw new RangeError("fromRow and toRow must be even: two rows share their colour");
  bytes.fill(luma, fromRow * width, toRow * width);
  for (const plane of [width * height, width * height * 1.25]) {
    bytes.fill(128, plane + (fromRow * width) / 4, plane + (toRow * width) / 4);
  }
}
