import { createServer, type Server } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FrameReader } from "#protocol/frame";
import { type TouchToDaemon, touchToDaemonCodec } from "#protocol/local-touch";
import { built, Painter, pause, Stage, until } from "./dev-parts.ts";
import { GlassEnd } from "./glass-end.ts";

interface World {
  stage: Stage;
  painter: Painter;
  touches: TouchToDaemon[];
  daemon: Server;
  glass: GlassEnd;
}

const tests = suite<World>("glass on a real compositor");

tests.before.each(async (world) => {
  world.stage = new Stage();
  await world.stage.compositor();
  world.touches = [];
  world.daemon = createServer((socket) => {
    const reader = new FrameReader();
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const payload of reader.push(chunk)) world.touches.push(touchToDaemonCodec.decode(new TextDecoder().decode(payload)));
    });
  }).listen(world.stage.path("touch.sock"));
  const options = ["--socket", world.stage.path("glass.sock"), "--touch", world.stage.path("touch.sock"), "--size", "1280x800"];
  world.stage.start(built("test-rig/native/glass"), options);
  await until("touch/hello", () => world.touches[0]);
  world.glass = new GlassEnd(world.stage.path("glass.sock"));
  await until("the size asked for", () => world.glass.said.some(({ width, height }) => width === 1280 && height === 800));
  world.painter = new Painter(world.stage.start(built("native/test/painter"), []));
  assert.equal(await world.painter.ready(), [1280, 800]);
});

tests.after.each(async (world) => {
  world.glass.socket.destroy();
  world.daemon.close();
  await world.stage.close();
});

tests("sends the whole picture, then what changed", async ({ glass, painter }) => {
  glass.send({ type: "glass/stream", on: true, maxFps: 30, quality: 80 });
  const [first] = await until("picture", () => glass.rectangles.length > 0 && glass.rectangles);
  assert.equal([first?.x, first?.y, first?.width, first?.height], [0, 0, 1280, 800]);
  assert.is(first?.jpeg.readUInt16BE(0), 0xffd8);
  await pause(200);
  const before = glass.rectangles.length;
  await painter.paint(0, 0, 10, 10, "ffffff");
  await painter.paint(1200, 700, 10, 10, "ffffff");
  await pause(300);
  const changed = glass.rectangles.slice(before);
  const covers = (x: number, y: number) => changed.some((r) => r.x <= x && r.y <= y && x < r.x + r.width && y < r.y + r.height);
  assert.ok(covers(5, 5) && covers(1205, 705));
  assert.ok(
    changed.every(({ width, height }) => width * height <= 64 * 64),
    "small changes, small rectangles",
  );
  glass.send({ type: "glass/stream", on: false });
  await pause(100);
  const still = glass.rectangles.length;
  await painter.paint(0, 0, 10, 10, "000000");
  await pause(200);
  assert.is(glass.rectangles.length, still);
});

tests("sends a shot as PNG", async ({ glass }) => {
  glass.send({ type: "glass/shot" });
  const shot = await until("shot", () => glass.shots[0]);
  assert.is(shot.subarray(1, 4).toString(), "PNG");
  assert.equal([shot.readUInt32BE(16), shot.readUInt32BE(20)], [1280, 800]);
});

tests("tells the daemon of each touch, and lifts the finger of a client that leaves", async (world) => {
  world.glass.send({ type: "glass/pointer", phase: "move", x: 5, y: 5 });
  world.glass.send({ type: "glass/pointer", phase: "down", x: 100, y: 200 });
  world.glass.send({ type: "glass/pointer", phase: "move", x: 110, y: 5000 });
  await until("touches", () => world.touches.length === 3);
  world.glass.socket.destroy();
  await until("the lifted finger", () => world.touches.length === 4);
  const seen = world.touches.flatMap((touch) => (touch.type === "touch/physical" ? [[touch.phase, touch.x, touch.y]] : []));
  assert.equal(seen, [
    ["down", 100, 200],
    ["move", 110, 799],
    ["up", 110, 799],
  ]);
});

tests("types text and keys without a word of complaint", async ({ glass }) => {
  glass.send({ type: "glass/text", text: `Zoë 漢字 €\n${String.fromCodePoint(...Array.from({ length: 200 }, (_, i) => 0x100 + i))}` });
  glass.send({ type: "glass/key", code: 30, down: true });
  glass.send({ type: "glass/key", code: 30, down: false });
  glass.send({ type: "glass/shot" });
  await until("shot", () => glass.shots[0]);
  assert.not(glass.isClosed);
});

tests("says what would have been right, and hangs up", async (world) => {
  const wrong: [object, RegExp][] = [
    [{ type: "glass/nonsense" }, /the types are/],
    [{ type: "glass/pointer", phase: "tap", x: 1, y: 1 }, /phase \(down, move, up\)/],
    [{ type: "glass/pointer", phase: "down", x: -1, y: 1 }, /whole pixels/],
    [{ type: "glass/key", code: 0, down: true }, /evdev code/],
    [{ type: "glass/key", code: 30, down: 1 }, /true or false/],
    [{ type: "glass/text", text: 7 }, /has a text/],
    [{ type: "glass/stream", on: true, maxFps: 0 }, /maxFps \(1 to 60\)/],
    [[], /one JSON object/],
  ];
  for (const [message, expected] of wrong) {
    const glass = new GlassEnd(world.stage.path("glass.sock"));
    glass.send(message);
    await until("end", () => glass.isClosed);
    assert.match(glass.said.find(({ type }) => type === "glass/refused")?.message ?? "", expected);
  }
});

tests.run();
