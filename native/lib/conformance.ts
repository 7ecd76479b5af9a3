import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  FRAMES_HEADER_BYTES,
  FRAMES_MAGIC,
  FRAMES_SLOT_HEADER_AT,
  FRAMES_SLOT_HEADER_BYTES,
  FRAMES_SLOTS,
  FRAMES_VERSION,
} from "#protocol/frames";
import { STRIP_ROWS, STRIP_WHOLE } from "#protocol/strip";
import type { Bytes, NativePort } from "./port.ts";

/** What every implementation of NativePort does. Run by the tests of the fake and, in the dev root, of the addon. */
export function conformance(name: string, native: NativePort): void {
  const tests = suite(name);

  tests("reads the credentials of a unix socket's other end", async () => {
    const directory = mkdtempSync(join(tmpdir(), "alongside-native-"));
    const path = join(directory, "peer.sock");
    const accepted = await new Promise<Socket>((resolve) => {
      const server = createServer((socket) => {
        server.close();
        resolve(socket);
      }).listen(path, () => connect(path).unref());
    });
    const peer = native.peerCredentials((accepted as unknown as { _handle: { fd: number } })._handle.fd);
    assert.equal(peer, { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
    accepted.destroy();
    rmSync(directory, { recursive: true });
  });

  tests("refuses a file descriptor that is no unix socket", () => {
    assert.throws(() => native.peerCredentials(0x7fff), /fd 32767 must be a connected unix socket/);
    assert.throws(() => native.peerCredentials(-1), /fd must be a whole number/);
    assert.throws(() => native.peerCredentials("1" as unknown as number), /fd must be a number/);
  });

  tests("maps a frames file and ends the mapping", () => {
    const { path, remove } = framesFile(176, 16);
    const map = native.mapFrames(path);
    assert.equal([map.width, map.height, map.stripRows, map.slots], [176, 16, STRIP_ROWS, FRAMES_SLOTS]);
    assert.is(map.generation(2), 4);
    const view = map.view(2);
    assert.is(view.byteLength, (176 * (16 + STRIP_ROWS) * 3) / 2);
    assert.ok(new Uint8Array(view).every((byte) => byte === 3));
    assert.is(map.view(2), view);
    new Uint8Array(view).fill(9);
    assert.is(new Uint8Array(native.mapFrames(path).view(2))[0], 3, "a write stays private");
    for (const slot of [-1, FRAMES_SLOTS, 0.5, Number.NaN]) {
      assert.throws(() => map.view(slot), /slot must be a whole number from 0 to 3/);
      assert.throws(() => map.generation(slot), /slot must be a whole number from 0 to 3/);
    }
    map.unmap();
    map.unmap();
    assert.is(view.byteLength, 0);
    assert.throws(() => map.view(0), /unmapped/);
    assert.throws(() => map.generation(0), /unmapped/);
    remove();
  });

  tests("refuses what is no frames file", () => {
    assert.throws(() => native.mapFrames("/nonexistent/screen.frames"), /\/nonexistent\/screen.frames/);
    assert.throws(() => native.mapFrames(7 as unknown as string), /path must be a string/);
    const spoilt: [number, number][] = [
      [0, 1],
      [4, FRAMES_VERSION + 1],
      [8, 0],
      [8, 175],
      [12, 0xffff_fffe],
      [20, 0],
      [20, 5],
      [24, 64],
      [24, 0xffff_ffff],
    ];
    for (const [at, value] of spoilt) {
      const { path, remove } = framesFile(176, 16, (header) => header.setUint32(at, value, true));
      assert.throws(() => native.mapFrames(path), /is not a frames file of version/, `word at ${at} = ${value}`);
      remove();
    }
  });

  tests("scales an even picture to an even picture", () => {
    const source = picture(64, 48, 90, 100, 200);
    for (const filter of ["box", "bilinear"] as const) {
      const target = picture(32, 24);
      native.scaleI420(source, 64, 48, target, 32, 24, filter);
      assert.equal([...target], [...picture(32, 24, 90, 100, 200)]);
    }
  });

  tests("averages when it shrinks by half", () => {
    const source = picture(4, 4);
    source.set([0, 100, 40, 60], 0);
    source.set([100, 200, 40, 60], 4);
    const target = picture(2, 2);
    native.scaleI420(source, 4, 4, target.buffer, 2, 2);
    assert.ok(near(target[0], 100, 1) && near(target[1], 50, 1), `${target}`);
  });

  tests("converts BT.601 to B,G,R,X", () => {
    const colours: [number[], number[]][] = [
      [
        [16, 128, 128],
        [0, 0, 0],
      ],
      [
        [235, 128, 128],
        [255, 255, 255],
      ],
      [
        [82, 90, 240],
        [0, 0, 255],
      ],
      [
        [41, 240, 110],
        [255, 0, 0],
      ],
    ];
    for (const [[y, u, v], bgr] of colours) {
      const target = new Uint8Array(2 * 2 * 4);
      native.i420ToBgrx(picture(2, 2, y, u, v), 2, 2, target);
      for (const [i, value] of [...bgr, 255, ...bgr].entries()) assert.ok(near(target[i], value, 3), `${[y, u, v]}: ${target}`);
    }
  });

  tests("scales to B,G,R,X of an odd size", () => {
    const target = new Uint8Array(15 * 9 * 4 + 1).fill(7);
    native.scaleI420ToBgrx(picture(64, 48, 235, 128, 128), 64, 48, target, 15, 9);
    assert.ok(target.subarray(0, 15 * 9 * 4).every((value) => value >= 250));
    assert.is(target.at(-1), 7);
  });

  tests("reads back the strip that it writes", () => {
    const strip = { frame: 0xabcdef, captureMs: 123_456.7, flags: STRIP_WHOLE };
    const target = picture(178, 16 + STRIP_ROWS, 99, 1, 2);
    assert.is(native.readStrip(target, 178, 24), null);
    native.writeStrip(target, 178, 24, strip);
    assert.equal(native.readStrip(target, 178, 24), strip);
    assert.ok(
      target.subarray(0, 178 * 16).every((luma) => luma === 99),
      "the picture above stays",
    );
    target[178 * 20 + 5] = 16;
    target.fill(235, 178 * 20, 178 * 20 + 8);
    assert.is(native.readStrip(target, 178, 24), null);
  });

  tests("refuses a strip where none fits", () => {
    const strip = { frame: 1, captureMs: 1, flags: 0 };
    assert.throws(() => native.writeStrip(picture(174, 24), 174, 24, strip), /at least 176 wide/);
    assert.throws(() => native.readStrip(picture(176, 8), 176, 8), /heightWithStrip counts the 8 rows/);
    assert.throws(() => native.writeStrip(picture(176, 24), 176, 24, { ...strip, flags: 256 }), /flags must be a whole number/);
    assert.throws(() => native.writeStrip(picture(176, 24), 176, 24, { ...strip, frame: -1 }), /frame must be a whole number/);
    assert.throws(() => native.writeStrip(picture(176, 24), 176, 24, { ...strip, captureMs: Number.NaN }), /captureMs must be a number/);
  });

  tests("fills rows and nothing else", () => {
    const target = picture(8, 8, 50, 60, 70);
    native.fillRows(target, 8, 8, 2, 6, 200);
    const expected = picture(8, 8, 50, 60, 70);
    expected.fill(200, 16, 48);
    expected.fill(128, 64 + 4, 64 + 12);
    expected.fill(128, 80 + 4, 80 + 12);
    assert.equal([...target], [...expected]);
    native.fillRows(target, 8, 8, 8, 8, 1);
    assert.throws(() => native.fillRows(target, 8, 8, 1, 6, 0), /must be even/);
    assert.throws(() => native.fillRows(target, 8, 8, 6, 2, 0), /toRow must be a whole number from 6 to 8/);
    assert.throws(() => native.fillRows(target, 8, 8, 0, 10, 0), /toRow/);
  });

  tests("refuses memory that is too small, odd sizes and other types", () => {
    const wrong = (value: unknown) => value as Bytes;
    assert.throws(() => native.i420ToBgrx(new Uint8Array(5), 2, 2, new Uint8Array(16)), /source needs 6 bytes for I420 of 2x2, not 5/);
    assert.throws(() => native.i420ToBgrx(new Uint8Array(6), 2, 2, new Uint8Array(15)), /target needs 16 bytes for BGRX of 2x2, not 15/);
    assert.throws(() => native.i420ToBgrx(new Uint8Array(9), 3, 2, new Uint8Array(24)), /even width and height/);
    assert.throws(() => native.i420ToBgrx(wrong(null), 2, 2, new Uint8Array(16)), /source must be a Uint8Array or ArrayBuffer/);
    assert.throws(() => native.i420ToBgrx(wrong(new Float64Array(9)), 2, 2, new Uint8Array(16)), /source must be a Uint8Array/);
    assert.throws(() => native.scaleI420(picture(4, 4), 4, 4, picture(2, 2), 2, 4), /target needs 12 bytes/);
    assert.throws(() => native.scaleI420(picture(4, 4), 2 ** 40, 4, picture(2, 2), 2, 2), /width of source must be a whole number/);
    assert.throws(() => native.scaleI420(picture(4, 4), 4, 4, picture(2, 2), 2, 2, "sharp" as "box"), /filter must be/);
    assert.throws(() => native.scaleI420ToBgrx(picture(4, 4), 4, 4, new Uint8Array(8), 0, 2), /width of target/);
  });

  tests("throws, and never crashes, on anything at all", () => {
    const random = seeded(7);
    const odd = [undefined, null, -1, 0, 1, 2, 176, 24, 1e9, Number.NaN, Infinity, "x", {}, [], new Uint8Array(6336), new ArrayBuffer(64)];
    const calls = Object.entries(native).filter(([, value]) => typeof value === "function") as [string, (...args: unknown[]) => unknown][];
    assert.ok(calls.length >= 8);
    for (let turn = 0; turn < 4000; turn++) {
      const [, call] = calls[turn % calls.length] as (typeof calls)[number];
      const args = Array.from({ length: Math.floor(random() * 8) }, () => odd[Math.floor(random() * odd.length)]);
      try {
        call(...args);
      } catch (error) {
        assert.instance(error, Error);
      }
    }
  });

  tests.run();
}

function picture(width: number, height: number, y = 0, u = 128, v = 128): Uint8Array<ArrayBuffer> {
  const luma = width * height;
  return new Uint8Array((luma * 3) / 2)
    .fill(y, 0, luma)
    .fill(u, luma, luma * 1.25)
    .fill(v, luma * 1.25);
}

function near(value: number | undefined, expected: number, by: number): boolean {
  return value !== undefined && Math.abs(value - expected) <= by;
}

/** mulberry32: the same numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A frames file as screen writes it; slot n is filled with n + 1 and has generation 2n. */
function framesFile(width: number, height: number, spoil: (header: DataView) => void = () => {}): { path: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "alongside-frames-"));
  const path = join(directory, "screen.frames");
  const slotBytes = (width * (height + STRIP_ROWS) * 3) / 2;
  const bytes = new Uint8Array(FRAMES_HEADER_BYTES + FRAMES_SLOTS * slotBytes);
  const header = new DataView(bytes.buffer);
  for (const [i, word] of [FRAMES_MAGIC, FRAMES_VERSION, width, height, STRIP_ROWS, FRAMES_SLOTS, slotBytes].entries()) {
    header.setUint32(4 * i, word, true);
  }
  for (let slot = 0; slot < FRAMES_SLOTS; slot++) {
    header.setUint32(FRAMES_SLOT_HEADER_AT + FRAMES_SLOT_HEADER_BYTES * slot, 2 * slot, true);
    bytes.fill(slot + 1, FRAMES_HEADER_BYTES + slot * slotBytes, FRAMES_HEADER_BYTES + (slot + 1) * slotBytes);
  }
  spoil(header);
  writeFileSync(path, bytes);
  return { path, remove: () => rmSync(directory, { recursive: true }) };
}
