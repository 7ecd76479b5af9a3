import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeFrame, encodeMark, type Frame, kinds, MARK, MAX_PAYLOAD, type WireEvent, WireReader } from "./wire.ts";

const nonce = Buffer.from("00112233445566778899aabbccddeeff", "hex");
const frame = (channel: number, text: string): Frame => ({ channel, kind: "data", payload: Buffer.from(text) });

/** A small generator of numbers below 2^32 that is the same in each run (xorshift32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function textsOf(events: readonly WireEvent[]): string[] {
  return events.map((event) =>
    event.type === "session" ? `session ${event.nonce.toString("hex")}` : `${event.frame.channel} ${event.frame.payload}`,
  );
}

test("reads a session and its frames byte by byte", () => {
  const reader = new WireReader();
  const bytes = Buffer.concat([encodeMark(nonce), encodeFrame(frame(1, "one")), encodeFrame(frame(2, ""))]);
  const events = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])));
  assert.equal(textsOf(events), [`session ${nonce.toString("hex")}`, "1 one", "2 "]);
});

test("says nothing before the first mark", () => {
  assert.equal(new WireReader().push(encodeFrame(frame(1, "left by an earlier client"))), []);
});

test("finds the mark wherever an earlier session was cut off, in whatever pieces", () => {
  const old = Buffer.concat([encodeMark(nonce), encodeFrame(frame(7, "x".repeat(100)))]);
  const fresh = Buffer.from("f".repeat(32), "hex");
  const next = Buffer.concat([encodeMark(fresh), encodeFrame(frame(8, "new"))]);
  for (let cut = 0; cut <= old.length; cut += 3) {
    for (const size of [1, 7, 1000]) {
      const reader = new WireReader();
      const bytes = Buffer.concat([old.subarray(0, cut), next]);
      const events: WireEvent[] = [];
      for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
      assert.equal(textsOf(events).slice(-2), [`session ${fresh.toString("hex")}`, "8 new"], `cut after ${cut}, pieces of ${size}`);
    }
  }
});

test("an impossible frame ends the session until the next mark", () => {
  for (const header of ["0100000009" + "00000000", `0100000001${"ffffffff"}`]) {
    const reader = new WireReader();
    reader.push(Buffer.concat([encodeMark(nonce), Buffer.from(header, "hex")]));
    assert.equal(reader.push(encodeFrame(frame(1, "lost"))), []);
    assert.equal(textsOf(reader.push(Buffer.concat([encodeMark(nonce), encodeFrame(frame(1, "back"))]))).at(-1), "1 back");
  }
});

test("refuses to write a frame that its reader would refuse", () => {
  assert.throws(() => encodeFrame({ channel: 1, kind: "data", payload: Buffer.alloc(MAX_PAYLOAD + 1) }), /32768 bytes at most/);
});

test("takes any bytes without throwing, and always finds the next mark", () => {
  const random = seeded(1);
  for (let round = 0; round < 300; round++) {
    const reader = new WireReader();
    for (let part = 0; part < 10; part++) {
      const junk = Buffer.from(Array.from({ length: random() % 200 }, () => random() % 256));
      const own = encodeFrame({ channel: random() % 5, kind: kinds[random() % 4] ?? "data", payload: junk });
      const choices = [junk, own, own.subarray(0, random() % own.length), encodeMark(nonce), MARK.subarray(0, random() % 16)];
      reader.push(choices[random() % choices.length] ?? junk);
    }
    const events = reader.push(Buffer.concat([encodeMark(nonce), encodeFrame(frame(9, "end"))]));
    assert.equal(textsOf(events).at(-1), "9 end", `round ${round}`);
  }
});

test.run();
