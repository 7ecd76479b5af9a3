import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createFakeNative } from "#native";
import { FACE_HEADER_BYTES, FACE_MAGIC } from "#protocol/face-frame";
import { FakeClock } from "../core/fake-clock.ts";
import { Face, type FaceShown } from "./face.ts";
import { FaceFile } from "./face-file.ts";

const folder = mkdtempSync(join(tmpdir(), "face-"));
const test = suite("face");
test.after(() => rmSync(folder, { recursive: true }));

let files = 0;
function setUp() {
  files += 1;
  const path = join(folder, `${files}.face`);
  const file = new FaceFile(path);
  file.open();
  const clock = new FakeClock();
  const told: boolean[] = [];
  const face = new Face(createFakeNative(), file, clock, ({ shown }: FaceShown) => told.push(shown));
  const read = () => {
    const bytes = readFileSync(path);
    const [magic, version, sequence, width, height] = Array.from({ length: 5 }, (_, at) => bytes.readUInt32LE(4 * at));
    return { magic, version, sequence: sequence ?? 0, size: `${width}x${height}`, pixels: bytes.subarray(FACE_HEADER_BYTES) };
  };
  return { path, file, clock, told, face, read };
}

/** A picture of one luma, without colour. */
const grey = (luma: number, width = 64, height = 48) => {
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  return { width, height, data: data.fill(luma, 0, width * height) };
};

test("writes the face at the box's size, in B,G,R,X, with an even sequence", () => {
  const { face, read, told } = setUp();
  face.resize(32, 24);
  face.take(grey(235));
  const { magic, version, sequence, size, pixels } = read();
  assert.equal([magic, version, sequence % 2, size], [FACE_MAGIC, 1, 0, "32x24"]);
  assert.equal([...pixels.subarray(0, 3)], [255, 255, 255]);
  assert.ok(pixels.subarray(0, 32 * 24 * 4).every((byte) => byte === 255));
  assert.equal(told, [true]);
});

test("takes the newest picture at most 15 times a second", () => {
  const { face, clock, read } = setUp();
  face.resize(32, 24);
  const from = read().sequence;
  for (let frame = 0; frame < 60; frame++) {
    face.take(grey(100));
    clock.advance(1000 / 30);
  }
  assert.is((read().sequence - from) / 2, 30);
});

test("shows nothing before there is a box, and blanks the file when the box goes", () => {
  const { face, read, told } = setUp();
  face.take(grey(200));
  assert.is(read().size, "0x0");
  face.resize(32, 24);
  face.take(grey(200));
  face.resize(0, 0);
  assert.is(read().size, "0x0");
  assert.ok(read().pixels.every((byte) => byte === 0));
  assert.equal(told, [true, false]);
});

test("goes when the camera is off, although black pictures still come, and comes back with it", () => {
  const { face, clock, told, read } = setUp();
  face.resize(32, 24);
  face.take(grey(200));
  face.setCamera(false);
  clock.advance(100);
  face.take(grey(16));
  assert.is(read().size, "0x0");
  face.setCamera(true);
  face.take(grey(200));
  assert.equal(told, [true, false, true]);
});

test("goes two seconds after the last picture", () => {
  const { face, clock, told } = setUp();
  face.resize(32, 24);
  face.take(grey(200));
  clock.advance(1900);
  assert.equal(told, [true]);
  clock.advance(200);
  assert.equal(told, [true, false]);
});

test("leaves nothing behind when it ends, and blanks what another writer left", () => {
  const { face, file, read, clock, path } = setUp();
  face.resize(32, 24);
  face.take(grey(200));
  face.stop();
  file.close();
  assert.is(read().size, "0x0");
  assert.ok(read().pixels.every((byte) => byte === 0));
  assert.is(clock.pending, 0);

  const last = read().sequence;
  const dirty = readFileSync(path);
  dirty.fill(77, FACE_HEADER_BYTES);
  dirty.writeUInt32LE(last + 3, 8);
  writeFileSync(path, dirty);
  const next = new FaceFile(path);
  next.open();
  assert.ok(read().pixels.every((byte) => byte === 0));
  assert.ok(read().sequence > last + 3 && read().sequence % 2 === 0, "the sequence goes on");
  next.close();
});

test("a box larger than the file allows is cut to it, and pictures of any size are taken", () => {
  const { face, read } = setUp();
  face.resize(5000, 5000);
  face.take(grey(120, 320, 241));
  assert.is(read().size, "640x480");
  face.take({ width: 1, height: 1, data: new Uint8Array(3) });
});

test.run();
