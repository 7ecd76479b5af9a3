import * as assert from "uvu/assert";
import { colourAt, type Ppm } from "../ppm.ts";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";
import { app, hangApp, restartApp } from "./sample-app.ts";
import { scenarios } from "./scenarios.ts";

/** For what the product promises within a second or so: the machine of a test may be busy; benchmarks measure. */
const SLOW_MS = 30_000;

const scenario = scenarios("a contact from gesture to goodbye");

scenario("shows the app alone at first", async (rig) => {
  assert.equal(await rig.customer.surface(), { kind: "hidden" });
  assert.is(rig.device.session, "idle");
});

scenario("shows the panel over an app that hangs, and its buttons work", async (rig) => {
  await hangApp(rig);
  await rig.finger.swipe();
  await rig.until("the panel on the glass", 30_000, async () => (await rig.customer.surface()).kind === "panel");
  await rig.customer.touch("home.close");
  await rig.until("the panel gone", 30_000, async () => (await rig.customer.surface()).kind === "hidden");
  await restartApp(rig);
});

scenario("shows the agent the live screen, and not what is our own", async (rig) => {
  await rig.reach("in-contact");
  await pictureShown(rig);
  // A busy machine sends it smaller, in the same proportions.
  const { width, height } = await rig.agent.picture();
  assert.ok(width >= 640 && Math.abs(width / height - 1280 / 808) < 0.01, `${width}x${height}`);
  assert.is(rig.device.session, "live");
  assert.is((await rig.customer.surface()).kind, "box");
});

scenario("tells the agent which page the customer is on, as they go", async (rig) => {
  await rig.reach("in-contact");
  const isOnCard = async (page: string) => ((await rig.agent.page.locator(".facts").textContent()) ?? "").includes(page);
  await rig.until("the first page on the card", SLOW_MS, () => isOnCard("Check-in: welcome"));
  await rig.finger.tap(app.checkIn);
  await rig.until("the next page on the card", SLOW_MS, () => isOnCard("Check-in: name"));
  await restartApp(rig);
  await rig.until("the first page on the card again", SLOW_MS, () => isOnCard("Check-in: welcome"));
});

scenario("hides and shows the screen, as the agent's picture says", async (rig) => {
  await rig.reach("in-contact");
  await rig.customer.touch("live.hide");
  await rig.until("the picture to be hidden", SLOW_MS, async () => (await rig.agent.picture()).isHidden);
  await rig.customer.touch("live.hide");
  await rig.until("the picture to be back", SLOW_MS, async () => !(await rig.agent.picture()).isHidden);
});

scenario("ends by the customer: no picture, media gone, and the app as it was", async (rig) => {
  await rig.reach("ready");
  const home = await rig.body.look();
  await rig.finger.tap(app.checkIn);
  await rig.until("the next page", SLOW_MS, async () => (await differences(home, await rig.body.look())) > 0);
  const before = await stillPicture(rig);
  await rig.reach("in-contact");
  const mediaBefore = await startsOf(rig, "media");
  await rig.customer.touch("live.end");
  await rig.customer.session("wrapup");
  await rig.until("another media process", SLOW_MS, async () => (await startsOf(rig, "media")) > mediaBefore);
  await rig.agent.wrapUp();
  await rig.reach("ready");
  await rig.until("the app where it was", SLOW_MS, async () => (await differences(before, await rig.body.look())) === 0);
});

scenario("ends by the agent", async (rig) => {
  await rig.reach("in-contact");
  await rig.agent.end();
  await rig.customer.session("wrapup");
  await rig.agent.wrapUp();
  await rig.reach("ready");
});

scenario("starts the next contact fresh: what the last customer hid is shown again", async (rig) => {
  await rig.reach("in-contact");
  await rig.customer.touch("live.hide");
  await rig.until("the picture to be hidden", SLOW_MS, async () => (await rig.agent.picture()).isHidden);
  await rig.customer.touch("live.end");
  await rig.agent.wrapUp();
  await rig.reach("in-contact");
  await pictureShown(rig);
  await rig.customer.rest();
  await rig.agent.wrapUp();
});

scenario("gives up the place in line by Cancel", async (rig) => {
  await rig.agent.becomeAway();
  await rig.reach("queued");
  await rig.customer.touch("waiting.cancel");
  await rig.customer.session("idle", "panel");
  await rig.reach("ready");
});

/** A call's very first picture may be the neutral one that was there before it. */
function pictureShown(rig: Rig): Promise<unknown> {
  return rig.until("a picture that is not hidden", SLOW_MS, async () => !(await rig.agent.picture()).isHidden);
}

/** What is on the glass once it changes no more. */
async function stillPicture(rig: Rig): Promise<Ppm> {
  let last = await rig.body.look();
  await rig.until("a still picture", SLOW_MS, async () => {
    await pause(500);
    const now = await rig.body.look();
    const isStill = (await differences(last, now)) === 0;
    last = now;
    return isStill;
  });
  return last;
}

async function startsOf(rig: Rig, name: string): Promise<number> {
  return (await rig.body.processes()).find((process) => process.name === name)?.starts ?? 0;
}

/** Pixels that differ, every third in both directions. */
async function differences(a: Ppm, b: Ppm): Promise<number> {
  let count = 0;
  for (let y = 0; y < a.height; y += 3) {
    for (let x = 0; x < a.width; x += 3) if (colourAt(a, x, y) !== colourAt(b, x, y)) count += 1;
  }
  return count;
}

scenario.run();
