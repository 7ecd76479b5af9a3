import * as assert from "uvu/assert";
import { colourAt } from "../ppm.ts";
import type { Rig } from "../rig.ts";
import { grant, HAND_MS } from "./hand.ts";
import { app } from "./sample-app.ts";
import { scenarios } from "./scenarios.ts";

/** The numbers of the app's steps on its left; that of the current one is on white. */
const STEPS = { "Your name": 203, "Date of birth": 269, "Card PIN": 335, Confirm: 401 } as const;
const STEP_X = 36;
const WHITE = 0xffffff;

const scenario = scenarios("an agent helps with the clinic's check-in");

scenario("taps through it and types names that no keyboard has", async (rig) => {
  await grant(rig);
  const { hand } = rig.agent;
  await hand.tap(app.checkIn);
  await isAt(rig, "Your name");
  // The first field has the focus. An empty one would not let it go on.
  await hand.type("Grüße, 你好");
  await hand.press("Tab");
  await hand.type("שלום 🙂");
  await hand.press("Enter");
  await isAt(rig, "Date of birth");
  // A full field gives the focus to the next one.
  for (const text of ["02", "29", "1980"]) await hand.type(text);
  await hand.press("Enter");
  await isAt(rig, "Card PIN");
  await hand.type("4711");
  await hand.press("Enter");
  await isAt(rig, "Confirm");
  assert.is((await rig.agent.control())?.state, "granted");
});

/** Waits until the app is at a step, by what is on the glass. */
function isAt(rig: Rig, step: keyof typeof STEPS): Promise<unknown> {
  return rig.until(`the app's step ${step}`, HAND_MS, async () => {
    const picture = await rig.body.look();
    return Object.entries(STEPS).every(([name, y]) => (colourAt(picture, STEP_X, y) === WHITE) === (name === step));
  });
}

scenario.run();
