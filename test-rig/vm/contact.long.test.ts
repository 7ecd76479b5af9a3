import * as assert from "uvu/assert";
import { scenarios } from "../scenarios/scenarios.ts";

// A browser without permission for the microphone hides its addresses, so that the guest can find no way to it by itself.
const scenario = scenarios("a contact with the virtual machine", { isMachine: true, devices: "refused" });

scenario("reaches an agent whose browser hides its addresses", async (rig) => {
  await rig.reach("in-contact");
  // Whole, and at the size that the emulated encoder bears.
  assert.ok([1280, 960, 640].includes((await rig.agent.picture()).width ?? 0));
});

scenario("ends by the customer's finger on the touch screen", async (rig) => {
  await rig.reach("in-contact");
  await rig.customer.touch("live.end");
  await rig.customer.session("wrapup");
});

scenario.run();
