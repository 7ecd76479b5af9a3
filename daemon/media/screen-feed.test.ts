import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createFakeNative } from "#native";
import { readStripRow, STRIP_HIDDEN, STRIP_ROWS, STRIP_WHOLE } from "#protocol/strip";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeBackend } from "./fake-backend.ts";
import type { SharedPicture } from "./frame-reader.ts";
import type { FrameNotice } from "./notice.ts";
import { ScreenPicture } from "./picture.ts";
import { type FeedReport, ScreenFeed } from "./screen-feed.ts";

const test = suite("screen feed");

const [width, height] = [704, 400];

/** What FrameReader offers, without sockets. */
class FakeFrames {
  newest: FrameNotice | null = null;
  luma = 100;
  isTorn = false;

  publish(luma: number, isHidden = false): void {
    this.luma = luma;
    const frame = (this.newest?.frame ?? 0) + 1;
    this.newest = { frame, slot: frame % 4, generation: 2, isRemap: false, isHidden, captureMs: 1000 * frame };
  }

  read(copy: (picture: SharedPicture) => void): FrameNotice | null {
    const view = new Uint8Array((width * (height + STRIP_ROWS) * 3) / 2).fill(this.luma).buffer;
    copy({ width, height, stripRows: STRIP_ROWS, view });
    return this.isTorn ? null : this.newest;
  }
}

function setUp(startKbps = 4000) {
  const clock = new FakeClock(0);
  const backend = new FakeBackend();
  const frames = new FakeFrames();
  const reports: FeedReport[] = [];
  const feed = new ScreenFeed(backend, frames, new ScreenPicture(createFakeNative()), clock, (report) => reports.push(report));
  feed.expect(startKbps);
  const publish = (luma: number, isHidden = false): void => {
    frames.publish(luma, isHidden);
    feed.take({ type: "damage", isHidden });
  };
  return { clock, backend, frames, feed, reports, publish };
}

/** Strip and first luma of a picture that was fed. */
function read(picture: { width: number; height: number; data: Uint8Array } | undefined) {
  assert.ok(picture);
  const scale = picture.width / width;
  const middle = Math.floor(picture.height - (STRIP_ROWS * scale) / 2) * picture.width;
  return {
    size: `${picture.width}x${picture.height}`,
    top: picture.data[0],
    bottom: picture.data[(picture.height - STRIP_ROWS * scale - 1) * picture.width],
    strip: readStripRow(picture.data.subarray(middle, middle + picture.width), picture.width, scale),
  };
}

test("feeds the first picture in stripes, whole only with the last, and says so in the strip", () => {
  const { clock, backend, feed, publish } = setUp();
  feed.take({ type: "feeding", on: true });
  publish(60);
  feed.take({ type: "connected" });
  clock.advance(320);
  const shown = backend.pictures.map(read);
  assert.is(shown.length, 10);
  assert.equal(shown[0]?.strip, { frame: 1, captureMs: 1000, flags: 0 });
  assert.equal([shown[0]?.top, shown[0]?.bottom, shown[9]?.bottom], [60, 128, 60]);
  assert.equal(
    shown.map(({ strip }) => strip?.flags),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, STRIP_WHOLE],
  );
});

test("marks a hidden picture", () => {
  const { clock, backend, feed, publish } = setUp();
  feed.take({ type: "feeding", on: true });
  feed.take({ type: "connected" });
  publish(60);
  clock.advance(400);
  publish(80, true);
  clock.advance(40);
  assert.is(read(backend.pictures.at(-1)).strip?.flags, STRIP_HIDDEN | STRIP_WHOLE);
});

test("never feeds a picture that was overwritten during the copy; the next notice brings it on", () => {
  const { clock, backend, feed, frames, publish } = setUp();
  feed.take({ type: "feeding", on: true });
  feed.take({ type: "connected" });
  frames.isTorn = true;
  publish(60);
  clock.advance(2000);
  assert.is(backend.pictures.length, 0);
  frames.isTorn = false;
  publish(61);
  assert.is(read(backend.pictures[0]).top, 61);
});

for (const [kbps, size] of [
  [1000, "528x306"],
  [600, "352x204"],
] as const) {
  test(`on a path of ${kbps} kbit/s sends ${size} with a strip that can be read at that scale`, () => {
    const { backend, feed, publish } = setUp(kbps);
    feed.take({ type: "feeding", on: true });
    feed.take({ type: "connected" });
    publish(77);
    assert.equal(read(backend.pictures[0]), {
      size,
      top: 77,
      bottom: 128,
      strip: { frame: 1, captureMs: 1000, flags: 0 },
    });
  });
}

/** Moves time on while the encoder does `perPoll` to its totals at every look. */
async function poll(parts: ReturnType<typeof setUp>, times: number, perPoll: Partial<typeof parts.backend.totals>): Promise<void> {
  const { backend, clock } = parts;
  for (let i = 0; i < times; i++) {
    const sums = Object.entries(perPoll).map(([key, more]) => [key, (backend.totals[key as "qpSum"] ?? 0) + (more ?? 0)]);
    backend.totals = { ...backend.totals, ...Object.fromEntries(sums) };
    clock.advance(250);
    await Promise.resolve();
    await Promise.resolve();
  }
}

test("feeds again at once when the receiver reports a loss", async () => {
  const parts = setUp();
  parts.feed.take({ type: "feeding", on: true });
  parts.feed.take({ type: "connected" });
  parts.publish(60);
  await poll(parts, 20, { framesEncoded: 1, qpSum: 10 });
  const before = parts.backend.pictures.length;
  await poll(parts, 1, { lossReports: 1 });
  assert.is(parts.backend.pictures.length, before + 1);
});

test("goes down in size when the encoder's picture is coarse, keeps feeding, and reports it", async () => {
  const parts = setUp();
  parts.feed.take({ type: "feeding", on: true });
  parts.feed.take({ type: "connected" });
  for (let i = 0; i < 16; i++) {
    parts.publish(60 + i);
    await poll(parts, 1, { framesEncoded: 7, qpSum: 7 * 100, bytesSent: 25_000 });
  }
  assert.is(read(parts.backend.pictures.at(-1)).size, "352x204");
  const report = parts.reports.at(-1);
  assert.equal([report?.kbps, report?.fps, report?.scale], [800, 28, 0.5]);
});

test("leaves nothing waiting after stop", () => {
  const { clock, feed, publish } = setUp();
  feed.take({ type: "feeding", on: true });
  feed.take({ type: "connected" });
  publish(60);
  feed.stop();
  assert.is(clock.pending, 0);
});

test.run();
