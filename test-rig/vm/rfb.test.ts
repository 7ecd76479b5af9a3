import { inflateSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ByteFeed, type DisplayEvent, readServer, updateRequest } from "./rfb.ts";
import { solidPng } from "./solid.ts";

const test = suite("machine display");
const u16 = (...values: number[]) => values.flatMap((value) => [value >> 8, value & 255]);
const greeting = [...Buffer.from("RFB 003.008\n"), 1, 1, 0, 0, 0, 0, ...u16(640, 480), ...new Array(16).fill(0), 0, 0, 0, 2, 81, 69];
const tightPng = [255, 255, 254, 252];

function read(bytes: readonly number[], step: number): { sent: Buffer; events: DisplayEvent[] } {
  const sent: Buffer[] = [];
  const events: DisplayEvent[] = [];
  const feed = new ByteFeed(
    readServer(
      (part) => sent.push(part),
      (event) => events.push(event),
    ),
  );
  for (let at = 0; at < bytes.length; at += step) feed.push(Uint8Array.from(bytes.slice(at, at + step)));
  return { sent: Buffer.concat(sent), events };
}

const update = [
  ...[0, 0, ...u16(3)],
  ...[...u16(0, 0, 640, 480), ...tightPng, 0x80, 1, 2, 3],
  ...[...u16(8, 9, 20, 10), ...tightPng, 0xa0, 0x83, 0x01, ...new Array(131).fill(7)],
  ...[...u16(0, 0, 1280, 800), 255, 255, 255, 33],
];

test("greets, and reads fills, pictures and a new size, cut anywhere", () => {
  for (const step of [1, 3, 1000]) {
    const { sent, events } = read([...greeting, ...update], step);
    assert.is(sent.subarray(0, 14).toString("latin1"), "RFB 003.008\n\x01\x01");
    assert.equal(
      events.map(({ kind }) => kind),
      ["size", "fill", "picture", "size", "complete"],
    );
    const picture = events[2];
    assert.ok(picture?.kind === "picture" && picture.x === 8 && picture.height === 10 && picture.picture.length === 131);
  }
});

test("passes over the bell and what the guest has copied", () => {
  assert.equal(
    read([...greeting, 2, 3, 0, 0, 0, 0, 0, 0, 2, 65, 66, 0, 0, 0, 0], 1).events.map(({ kind }) => kind),
    ["size", "complete"],
  );
});

test("refuses what it did not ask for", () => {
  assert.throws(() => read([...Buffer.from("HTTP/1.1 200")], 1), /RFB 003\.008/);
  assert.throws(() => read([...greeting, 77], 1), /kind 77/);
  assert.throws(() => read([...greeting, 0, 0, ...u16(1), ...u16(0, 0, 1, 1), 0, 0, 0, 0], 1), /encoding 0/);
  assert.throws(() => read([...greeting, 0, 0, ...u16(1), ...u16(0, 0, 1, 1), ...tightPng, 0], 1), /a fill, a JPEG or a PNG/);
});

test("never fails otherwise, whatever comes", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed & 255;
  };
  for (let round = 0; round < 2000; round++) {
    try {
      read([...greeting, ...Array.from({ length: 40 }, random)], 7);
    } catch (error) {
      assert.match((error as Error).message, /^(QEMU's display|a part of)/);
    }
  }
});

test("asks for all or for changes", () => {
  assert.equal([...updateRequest(1280, 800, true)], [3, 1, 0, 0, 0, 0, ...u16(1280, 800)]);
  assert.is(updateRequest(1, 1, false)[1], 0);
});

test("draws one colour as a PNG", () => {
  const png = solidPng(20, 3, Uint8Array.of(1, 2, 3));
  assert.is(png.subarray(1, 4).toString(), "PNG");
  const data = png.indexOf("IDAT");
  assert.is(inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4))).length, 3 * (1 + 3));
});

test.run();
