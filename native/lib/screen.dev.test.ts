import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FRAME_HIDDEN, FRAME_REMAP } from "#protocol/frames";
import { STRIP_HIDDEN } from "#protocol/strip";
import { built, DaemonEnd, type Notice, NoticeReader, nowMs, Painter, pause, Stage, until } from "./dev-parts.ts";
import { createFakeNative, loadNative } from "./index.ts";

const native = loadNative(built("native/alongside.node"));

interface World {
  stage: Stage;
  compositor: ChildProcess;
  painter: Painter;
  screen: ChildProcess;
  daemon: DaemonEnd;
  reader: NoticeReader;
  size: [number, number];
}

const tests = suite<World>("screen on a real compositor");

tests.before.each(async (world) => {
  world.stage = new Stage();
  world.compositor = await world.stage.compositor();
  world.painter = new Painter(world.stage.start(built("native/test/painter"), []));
  world.size = await world.painter.ready();
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  world.screen = world.stage.start(built("native/screen"), [
    "--daemon",
    world.stage.path("screen.sock"),
    "--frames",
    world.stage.directory,
  ]);
  await until("hello and output", () => world.daemon.last("screen/output"));
  world.reader = new NoticeReader(world.stage.path("frames.sock"));
});

tests.after.each(async (world) => {
  world.reader.socket.destroy();
  await world.daemon.close();
  await world.stage.close();
});

/** Luma of one pixel of a published frame. */
function lumaAt({ stage, size }: World, notice: Notice, x: number, y: number): number {
  const map = native.mapFrames(stage.path("screen.frames"));
  const view = new Uint8Array(map.view(notice.slot));
  const [width] = size;
  const luma = view[y * width + x] ?? -1;
  assert.is(map.generation(notice.slot), notice.generation, "the slot still holds the noticed frame");
  map.unmap();
  return luma;
}

const newer = ({ reader }: World, than: number) => until(`frame after ${than}`, () => reader.notices.find(({ frame }) => frame > than));
const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) <= 3, `${value} is not near ${expected}`);

async function live(world: World): Promise<Notice> {
  world.daemon.grant("live");
  return until("first frame", () => world.reader.last);
}

tests("publishes nothing without a lease", async (world) => {
  await world.painter.paint(0, 0, 100, 100, "ffffff");
  await pause(150);
  assert.is(world.reader.notices.length, 0);
  assert.is(world.daemon.last("screen/state")?.state, "off");
  assert.equal([world.daemon.last("screen/output")?.width, world.daemon.last("screen/output")?.height], world.size);
});

tests("publishes a whole frame first, then what was damaged, with strip and capture time", async (world) => {
  const [width, height] = world.size;
  const first = await live(world);
  assert.equal(first.damage, { x: 0, y: 0, width, height });
  assert.ok(first.flags & FRAME_REMAP);
  assert.is(world.daemon.last("screen/state")?.state, "live");
  near(lumaAt(world, first, 300, 300), 69); // 0x204080
  await world.painter.paint(320, 160, 20, 20, "ffffff");
  const second = await newer(world, first.frame);
  assert.equal([second.damage.x, second.damage.y], [320, 160]);
  assert.ok(second.damage.width <= 32 && second.damage.height <= 32, "the damage, or the tile around it");
  near(lumaAt(world, second, 330, 170), 235);
  near(lumaAt(world, second, 300, 300), 69);
  const map = native.mapFrames(world.stage.path("screen.frames"));
  const strip = native.readStrip(map.view(second.slot), map.width, map.height + map.stripRows);
  assert.is(strip?.frame, second.frame);
  assert.is(strip?.flags, 0);
  assert.ok(Math.abs((strip?.captureMs ?? 0) - (second.captureMs % (2 ** 32 / 10))) < 0.2);
  const read = createFakeNative().mapFrames(world.stage.path("screen.frames"));
  assert.equal([read.width, read.height, read.stripRows, read.slots], [map.width, map.height, map.stripRows, map.slots]);
  assert.is(read.generation(second.slot), second.generation);
  assert.equal(Buffer.compare(Buffer.from(read.view(second.slot)), Buffer.from(map.view(second.slot))), 0, "TypeScript reads what C wrote");
  assert.ok(second.receivedMs - second.captureMs < 200 && second.receivedMs >= second.captureMs, "captured on our clock");
});

tests("misses no change that falls between two captures", async (world) => {
  let { frame } = await live(world);
  for (let turn = 0; turn < 12; turn++) {
    await world.painter.paint(10, 10, 30, 30, turn % 2 ? "ffffff" : "000000");
    await pause(turn * 4);
    await world.painter.paint(200, 200, 30, 30, turn % 2 ? "ffffff" : "000000");
    const expected = turn % 2 ? 235 : 16;
    await until(`change ${turn}`, () => world.reader.last && Math.abs(lumaOf(world, 210, 210) - expected) < 4);
    frame = world.reader.last?.frame ?? frame;
  }
  await pause(120);
  assert.is(world.reader.last?.frame, frame, "and publishes nothing while nothing changes");
});

/** Like lumaAt for the last frame, whatever is being written. */
function lumaOf(world: World, x: number, y: number): number {
  const map = native.mapFrames(world.stage.path("screen.frames"));
  const luma = new Uint8Array(map.view(world.reader.last?.slot ?? 0))[y * world.size[0] + x] ?? -1;
  map.unmap();
  return luma;
}

tests("takes 30 frames a second at most", async (world) => {
  await live(world);
  const begin = nowMs();
  for (let turn = 0; nowMs() - begin < 2000; turn++) {
    await world.painter.paint(0, 0, 64, 64, turn % 2 ? "ffffff" : "0000ff");
    await pause(5);
  }
  const { length } = world.reader.notices.filter(({ receivedMs }) => receivedMs >= begin && receivedMs < begin + 2000);
  assert.ok(length <= 62, `${length} frames in 2 s`);
  assert.ok(length >= 25, `${length} frames in 2 s`);
});

tests("blanks our own surfaces, of the last two sets, and takes damage within them for none", async (world) => {
  const first = await live(world);
  const own = (serial: number, x: number) =>
    world.daemon.send({ type: "screen/own", serial, rects: [{ x, y: 100, width: 100, height: 100 }] });
  own(1, 100);
  await until("own-applied", () => world.daemon.last("screen/own-applied")?.serial === 1);
  const blanked = await newer(world, first.frame);
  near(lumaAt(world, blanked, 150, 150), 126);
  near(lumaAt(world, blanked, 250, 150), 69);
  await pause(300);
  const quiet = world.reader.last?.frame ?? 0;
  await world.painter.paint(110, 110, 50, 50, "ff0000");
  await pause(150);
  assert.is(world.reader.last?.frame, quiet, "no frame for damage within our own");
  own(2, 220);
  const both = await newer(world, quiet);
  near(lumaAt(world, both, 150, 150), 126);
  near(lumaAt(world, both, 250, 150), 126);
  const later = await newer(world, both.frame);
  near(lumaAt(world, later, 130, 130), 82); // red again, once the older set is let go
  near(lumaAt(world, later, 250, 150), 126);
});

tests("publishes one neutral frame when hidden, none after it, and leaves no picture in memory", async (world) => {
  const first = await live(world);
  world.daemon.grant("hidden");
  const hidden = await newer(world, first.frame);
  assert.ok(hidden.flags & FRAME_HIDDEN);
  await until("state hidden", () => world.daemon.last("screen/state")?.state === "hidden");
  await world.painter.paint(0, 0, 500, 500, "ffffff");
  await pause(400);
  assert.is(world.reader.last?.frame, hidden.frame);
  const map = native.mapFrames(world.stage.path("screen.frames"));
  const pixels = map.width * map.height;
  for (let slot = 0; slot < map.slots; slot++) {
    assert.ok(
      new Uint8Array(map.view(slot)).subarray(0, pixels).every((luma) => luma === 128),
      `slot ${slot}`,
    );
  }
  assert.is(native.readStrip(map.view(hidden.slot), map.width, map.height + map.stripRows)?.flags, STRIP_HIDDEN);
  world.daemon.grant("live");
  const again = await newer(world, hidden.frame);
  near(lumaAt(world, again, 10, 10), 235);
});

tests("stops when the lease runs out, and goes on with a new one", async (world) => {
  const first = await live(world);
  world.daemon.lapse();
  const lapsed = nowMs();
  await until("state off", () => world.daemon.last("screen/state")?.state === "off");
  assert.ok(nowMs() - lapsed < 400, `off after ${nowMs() - lapsed} ms`);
  await world.painter.paint(0, 0, 50, 50, "ffffff");
  await pause(200);
  assert.is(world.reader.last?.frame, first.frame);
  world.daemon.grant("live");
  near(lumaAt(world, await newer(world, first.frame), 10, 10), 235);
});

tests("stops when the daemon dies, and serves the next one", async (world) => {
  const first = await live(world);
  await world.daemon.close();
  await pause(50);
  await world.painter.paint(0, 0, 50, 50, "ffffff");
  await pause(200);
  assert.is(world.reader.last?.frame, first.frame);
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  await until("state for the new daemon", () => world.daemon.last("screen/state")?.state === "off");
  world.daemon.grant("live");
  await newer(world, first.frame);
});

tests("outlives the compositor", async (world) => {
  const first = await live(world);
  world.compositor.kill("SIGKILL");
  await until("trouble", () => world.daemon.last("screen/trouble")?.code === "compositor-lost");
  await until("state off", () => world.daemon.last("screen/state")?.state === "off");
  world.compositor = await world.stage.compositor();
  const painter = new Painter(world.stage.start(built("native/test/painter"), []));
  await painter.ready();
  await newer(world, first.frame);
  await until("state live", () => world.daemon.last("screen/state")?.state === "live");
  await painter.paint(0, 0, 50, 50, "ffffff");
  await until("picture", () => Math.abs(lumaOf(world, 10, 10) - 235) < 4);
  assert.is(world.screen.exitCode, null);
});

tests("reports a compositor that hangs, and goes on after it", async (world) => {
  const first = await live(world);
  world.compositor.kill("SIGSTOP");
  world.daemon.send({ type: "screen/refresh" });
  await until("trouble", () => world.daemon.last("screen/trouble")?.code === "stalled");
  world.compositor.kill("SIGCONT");
  await newer(world, first.frame);
});

tests("publishes a whole frame on refresh", async (world) => {
  const first = await live(world);
  await pause(100);
  world.daemon.send({ type: "screen/refresh" });
  const again = await newer(world, first.frame);
  assert.equal(again.damage, first.damage);
});

tests("tells a late reader about the file", async (world) => {
  const first = await live(world);
  const late = new NoticeReader(world.stage.path("frames.sock"));
  const notice = await until("notice for a late reader", () => late.last);
  assert.equal([notice.frame, notice.slot, notice.generation], [first.frame, first.slot, first.generation]);
  assert.ok(notice.flags & FRAME_REMAP);
  late.socket.destroy();
});

tests("drops a reader that does not keep up, and serves the others", async (world) => {
  await live(world);
  const script = `require("net").connect("${world.stage.path("frames.sock")}").resume().on("connect", () => console.log("there")).on("end", () => console.log("dropped"))`;
  const slow = world.stage.start(process.execPath, ["-e", script]);
  let said = "";
  slow.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  await until("slow reader", () => said.includes("there"));
  slow.kill("SIGSTOP");
  for (let turn = 0; turn < 300; turn++) {
    world.daemon.send({ type: "screen/refresh" });
    await newer(world, world.reader.last?.frame ?? 0);
  }
  slow.kill("SIGCONT");
  await until("end of the slow reader", () => said.includes("dropped"));
  assert.ok(world.reader.notices.length >= 300);
});

tests("parts from a daemon of another version or without manners", async (world) => {
  await world.daemon.close();
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"), 2);
  await until("hello", () => world.daemon.last("screen/hello"));
  world.daemon.grant("live");
  await pause(300);
  assert.is(world.reader.notices.length, 0);
  await world.daemon.close();
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  await until("hello", () => world.daemon.last("screen/hello"));
  world.daemon.send({ type: "screen/own", serial: 1, rects: [{ x: 0, y: 0, width: -1, height: 1 }] });
  await until("second hello", () => world.daemon.received.filter(({ type }) => type === "screen/hello").length === 2);
});

tests("says when all of the glass is one colour, and when it is not any more, without showing it to anybody", async (world) => {
  const daemon = new DaemonEnd(world.stage.path("glance.sock"));
  const folder = world.stage.path("glance");
  mkdirSync(folder);
  try {
    world.stage.start(built("native/screen"), ["--daemon", world.stage.path("glance.sock"), "--frames", folder, "--glance-ms", "50"]);
    const [width, height] = world.size;
    for (const colour of ["000000", "40a060"]) {
      await world.painter.paint(0, 0, width, height, colour);
      await until("one colour", () => daemon.last("screen/glance")?.oneColour === true);
      await world.painter.paint(20, 30, 200, 1, "ffffff");
      await until("more than one colour", () => daemon.last("screen/glance")?.oneColour === false);
    }
    const reader = new NoticeReader(join(folder, "frames.sock"));
    await world.painter.paint(0, 0, width, height, "000000");
    await until("one colour", () => daemon.last("screen/glance")?.oneColour === true);
    assert.is(reader.notices.length, 0);
    reader.socket.destroy();
  } finally {
    await daemon.close();
  }
});

tests("looks at the glass for the agent again after a look of its own", async (world) => {
  const daemon = new DaemonEnd(world.stage.path("glance.sock"));
  const folder = world.stage.path("glance");
  mkdirSync(folder);
  try {
    world.stage.start(built("native/screen"), ["--daemon", world.stage.path("glance.sock"), "--frames", folder, "--glance-ms", "10"]);
    await until("hello and output", () => daemon.last("screen/output"));
    const reader = new NoticeReader(join(folder, "frames.sock"));
    for (let turn = 0; turn < 10; turn++) {
      const frames = reader.notices.length;
      daemon.grant("live");
      await until("a frame for the agent", () => reader.notices.length > frames);
      daemon.grant("off");
      await until("no view", () => daemon.last("screen/state")?.state === "off");
    }
    reader.socket.destroy();
  } finally {
    await daemon.close();
  }
});

tests("cleans up when it is told to end", async (world) => {
  await live(world);
  world.screen.kill("SIGTERM");
  await until("exit", () => world.screen.exitCode === 0);
  assert.not(existsSync(world.stage.path("screen.frames")));
  assert.not(existsSync(world.stage.path("frames.sock")));
});

tests.run();
