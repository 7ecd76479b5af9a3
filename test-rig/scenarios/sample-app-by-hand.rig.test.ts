import * as assert from "uvu/assert";
import { grant, HAND_MS } from "./hand.ts";
import { app } from "./sample-app.ts";
import { scenarios } from "./scenarios.ts";

const scenario = scenarios("an agent helps with the clinic's check-in");

scenario("taps through it and types names that no keyboard has", async (rig) => {
  await grant(rig);
  const { hand, page } = rig.agent;
  /** What the app says of itself, as the agent's page shows it. */
  const isAt = (name: string) => page.getByText(`Check-in: ${name}`).first().waitFor({ timeout: HAND_MS });
  await isAt("welcome");
  await hand.tap(app.checkIn);
  await isAt("name");
  // The first field has the focus.
  await hand.type("Grüße, 你好");
  await hand.press("Tab");
  await hand.type("שלום 🙂");
  await hand.press("Enter");
  await isAt("date of birth");
  for (const text of ["02", "29", "1980"]) await hand.type(text);
  await hand.press("Enter");
  await isAt("card PIN");
  await hand.type("4711");
  await hand.press("Enter");
  await isAt("confirm");
  await rig.shot("build/control-sample-app.png");
  assert.is((await rig.agent.control())?.state, "granted");
});

scenario.run();
