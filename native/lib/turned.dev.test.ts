import { execFileSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { built, DaemonEnd, NoticeReader, Painter, Stage, until } from "./dev-parts.ts";
import { loadNative } from "./index.ts";

const native = loadNative(built("native/alongside.node"));
const tests = suite<{ stage: Stage; daemon: DaemonEnd; reader: NoticeReader | null }>("screen on turned, scaled and several outputs");
/** As wlr-randr calls them, by wl_output.transform. */
const TRANSFORMS = ["normal", "90", "180", "270", "flipped", "flipped-90", "flipped-180", "flipped-270"];
/** Luma of what is painted here. */
const [WHITE, BLANK] = [235, 126];

tests.before.each((world) => {
  world.stage = new Stage();
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  world.reader = null;
});

tests.after.each(async ({ stage, daemon, reader }) => {
  reader?.socket.destroy();
  await daemon.close();
  await stage.close();
});

function randr(stage: Stage, output: string, ...words: readonly string[]): void {
  const env = { ...process.env, XDG_RUNTIME_DIR: stage.directory, WAYLAND_DISPLAY: "wayland-0" };
  execFileSync("wlr-randr", ["--output", output, ...words], { env });
}

function startScreen({ stage }: { stage: Stage }): void {
  stage.start(built("native/screen"), ["--daemon", stage.path("screen.sock"), "--frames", stage.directory]);
}

/** Luma at places of the newest frame. */
function lumas(stage: Stage, reader: NoticeReader, places: readonly (readonly [number, number])[]): number[] {
  const map = native.mapFrames(stage.path("screen.frames"));
  const view = new Uint8Array(map.view(reader.last?.slot ?? 0));
  const found = places.map(([x, y]) => view[y * map.width + x] ?? -1);
  map.unmap();
  return found;
}

const isNear = (value: number | undefined, wanted: number) => Math.abs((value ?? -1) - wanted) <= 4;

for (const [transform, name] of TRANSFORMS.entries()) {
  tests(`a panel mounted ${name} is seen upright, whole and in part`, async (world) => {
    const { stage, daemon } = world;
    await stage.compositor();
    randr(stage, "HEADLESS-1", "--custom-mode", "800x600", "--transform", name);
    startScreen(world);
    const size = transform % 2 ? [600, 800] : [800, 600];
    await until("the output", () => daemon.last("screen/output")?.outputs[0]?.transform === transform);
    const told = daemon.last("screen/output");
    assert.equal([told?.width, told?.height, told?.outputs.length], [...size, 1]);
    const [width, height] = size as [number, number];
    assert.equal(told?.outputs[0], { name: "HEADLESS-1", transform, x: 0, y: 0, width, height });
    const painter = new Painter(stage.start(built("native/test/painter"), []));
    assert.equal(await painter.ready(), size);
    await painter.paint(0, 0, width, height, "000000");
    const reader = new NoticeReader(stage.path("frames.sock"));
    world.reader = reader;
    daemon.grant("live");
    await until("a dark frame", () => reader.last && lumas(stage, reader, [[100, 100]])[0] === 16);
    for (const [x, y] of [
      [40, 120],
      [500, 300],
      [200, 520],
    ] as const) {
      await painter.paint(x, y, 40, 20, "ffffff");
      const inside = [x + 2, y + 2] as const;
      const places = [inside, [x + 37, y + 17], [x - 4, y + 2], [x + 44, y + 17], [x + 2, y + 24]] as const;
      await until(`white at ${x}, ${y} and nowhere beside it`, () => {
        const [first, last, ...beside] = lumas(stage, reader, places);
        return isNear(first, WHITE) && isNear(last, WHITE) && beside.every((luma) => luma === 16);
      });
    }
    const old = lumas(stage, reader, [
      [45, 125],
      [505, 305],
    ]);
    assert.ok(
      old.every((luma) => isNear(luma, WHITE)),
      "what was seen before is still there, in every buffer",
    );
  });
}

tests("our own surfaces are blanked in the pixels of a scaled output, and come back whole", async (world) => {
  const { stage, daemon } = world;
  await stage.compositor();
  randr(stage, "HEADLESS-1", "--custom-mode", "800x600", "--transform", "90", "--scale", "2");
  startScreen(world);
  await until("the output", () => daemon.last("screen/output")?.outputs[0]?.width === 300);
  const painter = new Painter(stage.start(built("native/test/painter"), []));
  assert.equal(await painter.ready(), [300, 400]);
  await painter.paint(0, 0, 300, 400, "ffffff");
  const reader = new NoticeReader(stage.path("frames.sock"));
  world.reader = reader;
  daemon.grant("live");
  const places = [
    [202, 402],
    [397, 597],
    [196, 402],
    [404, 597],
  ] as const;
  const shows = (...wanted: readonly number[]) => {
    const found = lumas(stage, reader, places);
    return wanted.every((luma, index) => isNear(found[index], luma));
  };
  await until("a white frame", () => reader.last && shows(WHITE, WHITE, WHITE, WHITE));
  daemon.send({ type: "screen/own", serial: 1, rects: [{ x: 100, y: 200, width: 100, height: 100 }] });
  await until("the blanked place", () => shows(BLANK, BLANK, WHITE, WHITE));
  daemon.send({ type: "screen/own", serial: 2, rects: [] });
  await until("the place as it was", () => shows(WHITE, WHITE, WHITE, WHITE));
});

tests("every output is told with its place; when the first goes, the next is the one in the picture", async (world) => {
  const { stage, daemon } = world;
  await stage.compositor("us", 2);
  randr(stage, "HEADLESS-1", "--custom-mode", "800x600", "--pos", "0,0");
  randr(stage, "HEADLESS-2", "--custom-mode", "640x480", "--transform", "270", "--pos", "800,0");
  startScreen(world);
  const names = () =>
    daemon
      .last("screen/output")
      ?.outputs.map(({ name, x, width }) => `${name} ${x} ${width}`)
      .sort();
  await until("both outputs", () => names()?.join() === "HEADLESS-1 0 800,HEADLESS-2 800 480");
  const first = daemon.last("screen/output")?.outputs[0]?.name ?? "";
  randr(stage, first, "--off");
  const other = first === "HEADLESS-1" ? "HEADLESS-2" : "HEADLESS-1";
  await until("the other one alone", () => {
    const told = daemon.last("screen/output");
    return told?.outputs.length === 1 && told.outputs[0]?.name === other && told.width === (other === "HEADLESS-2" ? 480 : 800);
  });
});

tests.run();
