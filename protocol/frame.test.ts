import { test } from "uvu";
import * as assert from "uvu/assert";
import { isProtocolError } from "./errors.ts";
import { encodeFrame, FrameReader, MAX_FRAME_BYTES } from "./frame.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

test("reads frames that arrive one byte at a time", () => {
  const stream = [...encodeFrame(bytes(1, 2, 3)), ...encodeFrame(bytes(4))];
  const reader = new FrameReader();
  const payloads = stream.flatMap((byte) => reader.push(bytes(byte)));
  assert.equal(
    payloads.map((payload) => [...payload]),
    [[1, 2, 3], [4]],
  );
});

test("reads several frames that arrive at once, and keeps the rest", () => {
  const reader = new FrameReader();
  const both = bytes(...encodeFrame(bytes(9)), ...encodeFrame(bytes(8, 7)));
  assert.is(reader.push(both.slice(0, both.length - 1)).length, 1);
  assert.equal([...(reader.push(both.slice(both.length - 1))[0] ?? [])], [8, 7]);
});

test("refuses a length of nothing and a length past the limit", () => {
  for (const header of [bytes(0, 0, 0, 0), bytes(1, 0, 1, 0), bytes(255, 255, 255, 255)]) {
    assert.throws(() => new FrameReader().push(header), isProtocolError);
  }
  assert.throws(() => encodeFrame(new Uint8Array(MAX_FRAME_BYTES + 1)), isProtocolError);
  assert.throws(() => encodeFrame(new Uint8Array(0)), isProtocolError);
});

test("survives any bytes: a frame, more to come, or a named error", () => {
  let seed = 12_345;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let round = 0; round < 3000; round++) {
    const reader = new FrameReader();
    try {
      for (let part = 0; part < 4; part++)
        reader.push(Uint8Array.from({ length: Math.floor(random() * 12) }, () => Math.floor(random() * (round % 2 ? 4 : 256))));
    } catch (error) {
      assert.ok(isProtocolError(error));
    }
  }
});

test.run();
