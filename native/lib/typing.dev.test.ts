import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { built, DaemonEnd, Stage, until } from "./dev-parts.ts";
import { FieldPage } from "./field-page.ts";
import { GlassEnd } from "./glass-end.ts";

/** Texts typed by `screen` into pages of the real host, on compositors of several countries. */
interface World {
  stage: Stage;
  daemon: DaemonEnd;
  glass: GlassEnd;
  page: FieldPage;
  app: ChildProcess;
}

const PATIENT_MS = 30_000;
const TEXT = "Grüße, 你好, שלום 🙂 / @#~{}";
const tests = suite<World>("typing into the real host");

async function begin(world: World, layout: string, path: string): Promise<void> {
  world.stage = new Stage();
  await world.stage.compositor(layout);
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  world.stage.start(built("native/screen"), ["--daemon", world.stage.path("screen.sock"), "--frames", world.stage.directory]);
  world.stage.start(built("test-rig/native/glass"), ["--socket", world.stage.path("glass.sock"), "--size", "1280x800"]);
  await until("screen's output", () => world.daemon.last("screen/output"), PATIENT_MS);
  world.page = new FieldPage();
  const url = `${await world.page.start()}${path}`;
  const role = ["--role=app", "--daemon", world.stage.path("app.sock"), "--no-sandbox", "--url", url];
  world.app = world.stage.start(built("ui-shell/host/host"), role, { HOME: world.stage.directory, LIBGL_ALWAYS_SOFTWARE: "1" });
  await until("the page", () => world.page.state, PATIENT_MS);
  await until("the glass", () => existsSync(world.stage.path("glass.sock")), PATIENT_MS);
  world.glass = new GlassEnd(world.stage.path("glass.sock"));
  await untilFocused(world);
  world.daemon.allowInput();
}

/** The page may be there before the compositor's focus is: the first key that arrives shows that it is. */
async function untilFocused(world: World): Promise<void> {
  await until(
    "the keyboard's focus",
    () => {
      if (world.page.state?.key === "Shift") return true;
      for (const down of [true, false]) world.glass.send({ type: "glass/key", code: 42, down });
      return false;
    },
    PATIENT_MS,
  );
}

tests.after.each(async (world) => {
  world.glass?.socket.destroy();
  await world.daemon?.close();
  await world.stage.close();
  world.page?.stop();
});

let serial = 0;

/** Types, waits for the answer, then for the page. */
async function type(world: World, text: string): Promise<void> {
  serial += 1;
  world.daemon.send({ type: "screen/text", serial, text });
  await until("screen/typed", () => world.daemon.last("screen/typed")?.serial === serial, PATIENT_MS);
}

/** Waits for the field to hold `text`, as long as it goes on; says how far it came when it does not. */
async function holds({ page }: World, text: string): Promise<void> {
  for (;;) {
    const before = page.state?.value;
    if (before === text) return;
    await until("change of the field", () => page.state?.value !== before, PATIENT_MS).catch(() => assert.is(before, text));
  }
}

for (const layout of ["us", "de", "fr"]) {
  tests(
    `types any character into the sample app's field where the layout is ${layout}, and leaves the customer's own keyboard alone`,
    async (world) => {
      await begin(world, layout, "/?page=2");
      await type(world, TEXT);
      await holds(world, TEXT);
      // The glass's keyboard has the layout of the country that it says, which is a US one, and its own modifiers.
      for (const code of [21, 16]) for (const down of [true, false]) world.glass.send({ type: "glass/key", code, down });
      await holds(world, `${TEXT}yq`);
      await type(world, "ÿ");
      await holds(world, `${TEXT}yqÿ`);
      assert.equal([world.page.state?.modified, world.page.state?.repeated], [0, 0]);
    },
  );
}

tests("types a paste of 2,000 characters, tabs and lines too, with none lost, doubled or out of place", async (world) => {
  await begin(world, "de", "/field");
  const line = (n: number) =>
    `${n}. ${TEXT} äöüß«»→≤≥ ${String.fromCodePoint(...Array.from({ length: 40 }, (_, at) => 0x4e00 + n * 40 + at))}\n`;
  const text = Array.from({ length: 40 }, (_, n) => line(n))
    .join("")
    .slice(0, 2000);
  await type(world, text);
  await holds(world, text);
});

tests("an app that stops for a while gets all of a text when it goes on", async (world) => {
  await begin(world, "us", "/field");
  const text = "Left, right: 0123456789. ".repeat(40);
  world.app.kill("SIGSTOP");
  await type(world, text);
  world.app.kill("SIGCONT");
  await holds(world, text);
});

tests("types combining characters and joined emoji as they are", async (world) => {
  await begin(world, "fr", "/field");
  const text = "e\u0301 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ሀ้ ﬁ \u200b\u202e.";
  await type(world, text);
  await holds(world, text);
});

tests.run();
