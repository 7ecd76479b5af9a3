import * as assert from "uvu/assert";
import { placeOf } from "../panel-layout.ts";
import { pause } from "../wait.ts";
import { force, grant, HAND_MS, taps } from "./hand.ts";
import { isQuestionOpen } from "./looks.ts";
import { scenarios } from "./scenarios.ts";

/** Long enough for a busy machine to get from one touch of a scenario to the next. */
const IDLE_SECONDS = 15;
const GONE_MS = 120_000;
/** Linux codes of the keys that the product knows by default; the end key is held for a second. */
const [HELP_KEY, END_KEY] = [138, 1];
const HERE = placeOf("stillThere.here", { kind: "panel" });

const scenario = scenarios("a kiosk changes hands", { config: { idleSeconds: IDLE_SECONDS } });

scenario("the machine's own key opens help", async (rig) => {
  await rig.reach("ready");
  await rig.finger.key(HELP_KEY);
  await rig.customer.session("panel");
  await rig.until("the panel on the glass", HAND_MS, async () => (await rig.customer.surface()).kind === "panel");
});

scenario("the machine's own key, held, ends a contact and control with it", async (rig) => {
  await grant(rig);
  await rig.finger.key(END_KEY, 3000);
  await rig.customer.session("wrapup", "idle");
  await rig.agent.wrapUp();
});

scenario("a customer who says that they are still here goes on", async (rig) => {
  await rig.reach("in-contact");
  await rig.until("the question", GONE_MS, () => isQuestionOpen(rig));
  await rig.customer.touch("stillThere.here");
  await rig.until("the question gone", HAND_MS, async () => !(await isQuestionOpen(rig)));
  assert.is(rig.device.session, "live");
});

scenario("nobody is there: the agent's finger cannot say otherwise, and everything ends", async (rig) => {
  await grant(rig);
  await rig.agent.hand.touch("touchStart", [HERE]);
  await rig.until("the question", GONE_MS, () => isQuestionOpen(rig));
  await rig.agent.hand.touch("touchEnd", []);
  await force(rig, taps(HERE));
  await pause(1000);
  assert.ok(rig.device.session !== "live" || (await isQuestionOpen(rig)), "the question stands");
  await rig.until("the end of all of it", GONE_MS, () => rig.device.session !== "live");
  await rig.until("the app alone on the glass", GONE_MS, async () => (await rig.customer.surface()).kind === "hidden");
  await rig.agent.wrapUp();
});

scenario("a panel that is left open closes by itself", async (rig) => {
  await rig.reach("panel");
  await rig.until("the app alone on the glass", GONE_MS, async () => (await rig.customer.surface()).kind === "hidden");
  assert.is(rig.device.session, "idle");
});

scenario.run();
