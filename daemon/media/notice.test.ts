import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FRAME_HIDDEN, FRAME_NOTICE_BYTES, FRAME_REMAP } from "#protocol/frames";
import { type FrameNotice, NoticeParser } from "./notice.ts";

const test = suite("frame notices");

const first: FrameNotice = { frame: 7, slot: 2, generation: 14, isRemap: false, isHidden: false, captureMs: 123_456.5 };
const second: FrameNotice = { frame: 8, slot: 3, generation: 16, isRemap: true, isHidden: true, captureMs: 123_490 };

function bytesOf(notice: FrameNotice): Uint8Array {
  const view = new DataView(new ArrayBuffer(FRAME_NOTICE_BYTES));
  for (const [at, value] of [notice.frame, notice.slot, notice.generation].entries()) view.setUint32(4 * at, value, true);
  view.setUint32(12, (notice.isRemap ? FRAME_REMAP : 0) | (notice.isHidden ? FRAME_HIDDEN : 0), true);
  view.setBigUint64(16, BigInt(notice.captureMs * 1e6), true);
  return new Uint8Array(view.buffer);
}

test("reads two notices out of one chunk", () => {
  const bytes = new Uint8Array([...bytesOf(first), ...bytesOf(second)]);
  assert.equal(new NoticeParser().push(bytes), [first, second]);
});

test("reads the same notices byte by byte", () => {
  const parser = new NoticeParser();
  const found: FrameNotice[] = [];
  for (const byte of [...bytesOf(first), ...bytesOf(second)]) found.push(...parser.push(Uint8Array.of(byte)));
  assert.equal(found, [first, second]);
});

test("takes any bytes in any pieces without failing, one notice for each 32", () => {
  let seed = 11;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  const parser = new NoticeParser();
  let [bytes, notices] = [0, 0];
  for (let round = 0; round < 4000; round++) {
    const chunk = Uint8Array.from({ length: random(100) }, () => random(256));
    bytes += chunk.length;
    notices += parser.push(chunk).length;
  }
  assert.is(notices, Math.floor(bytes / FRAME_NOTICE_BYTES));
});

test.run();
