import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { built, Painter, Stage, until } from "./dev-parts.ts";

/** The words behind everything, on a real compositor. */
interface World {
  stage: Stage;
}
const tests = suite<World>("backdrop on a real compositor");
const GROUND = "1d2733";

tests.before.each(async (world) => {
  world.stage = new Stage();
  mkdirSync(world.stage.path("trouble"));
});
tests.after.each(({ stage }) => stage.close());

function begin({ stage }: World) {
  return stage.start(built("native/backdrop/backdrop"), ["--troubles", stage.path("trouble")]);
}

/** What is on the output, three bytes a pixel. */
function look({ stage }: World): { width: number; height: number; pixels: Buffer } {
  const env = { ...process.env, XDG_RUNTIME_DIR: stage.directory, WAYLAND_DISPLAY: "wayland-0" };
  const bytes = execFileSync("grim", ["-t", "ppm", "-"], { env, maxBuffer: 64 * 1024 * 1024 });
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.subarray(0, 64).toString("latin1"));
  return { width: Number(head?.[1]), height: Number(head?.[2]), pixels: bytes.subarray(head?.[0].length ?? 0) };
}

const words = (world: World) => until("words", () => (look(world).pixels.filter((byte) => byte > 0xb0).length > 1500 ? look(world) : null));

tests("fills the output to its last pixel, with words in the middle", async (world) => {
  await world.stage.compositor();
  begin(world);
  const { width, height, pixels } = await words(world);
  const ground = Buffer.from(GROUND, "hex");
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
    [width >> 1, 0],
    [0, height >> 1],
  ] as const) {
    const at = (y * width + x) * 3;
    assert.is(pixels.subarray(at, at + 3).toString("hex"), ground.toString("hex"), `at ${x}, ${y}`);
  }
});

tests("says that the screen is being repaired for as long as anything is", async (world) => {
  await world.stage.compositor();
  begin(world);
  const starting = await words(world);
  writeFileSync(world.stage.path("trouble/labwc"), "crash-loop 1\n");
  const repairing = await until("other words", () => {
    const picture = look(world);
    return picture.pixels.equals(starting.pixels) ? null : picture;
  });
  assert.ok(repairing.pixels.filter((byte) => byte > 0xb0).length > 1500);
  rmSync(world.stage.path("trouble/labwc"));
  await until("the words of before", () => look(world).pixels.equals(starting.pixels));
});

tests("is below an app, and is seen again when that ends", async (world) => {
  await world.stage.compositor();
  begin(world);
  await words(world);
  const app = world.stage.start(built("native/test/painter"), []);
  const painter = new Painter(app);
  const [width, height] = await painter.ready();
  await painter.paint(0, 0, width, height, "ffffff");
  await until("the app", () => look(world).pixels.subarray(0, 3).toString("hex") === "ffffff");
  app.kill("SIGKILL");
  await until("the words", () => look(world).pixels.subarray(0, 3).toString("hex") === GROUND);
});

tests("waits for a compositor that is on its way, and goes when it is told to", async (world) => {
  const backdrop = begin(world);
  await world.stage.compositor();
  await words(world);
  backdrop.kill("SIGTERM");
  await until("its end", () => backdrop.exitCode === 0);
});

tests.run();
