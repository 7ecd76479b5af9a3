import * as assert from "uvu/assert";
import type { Rig } from "../rig.ts";
import { picturesGoOn } from "./pictures.ts";
import { scenarios } from "./scenarios.ts";

const scenario = scenarios("a contact goes on");
/** Longest that a test waits; the product's promise of 3 s is measured by the benchmark on a quiet machine. */
const BACK_MS = 40_000;

for (const name of ["media", "screen", "shell", "daemon"]) {
  scenario(`after ${name} was killed`, async (rig) => {
    await rig.reach("in-contact");
    const before = await pidOf(rig, name);
    await rig.kill(name);
    await rig.until(`another ${name}`, BACK_MS, async () => ![null, before].includes(await pidOf(rig, name)));
    await picturesGoOn(rig);
    await rig.until("the box on the glass", BACK_MS, async () => (await rig.customer.surface()).kind === "box");
  });
}

scenario("and stays hidden when screen was killed while hidden", async (rig) => {
  await rig.reach("in-contact");
  await rig.customer.touch("live.hide");
  await rig.until("the picture to be hidden", BACK_MS, async () => (await rig.agent.picture()).isHidden);
  await rig.kill("screen");
  await picturesGoOn(rig);
  assert.is((await rig.agent.picture()).isHidden, true);
  await rig.customer.touch("live.hide");
  await rig.until("the picture to be back", BACK_MS, async () => !(await rig.agent.picture()).isHidden);
});

scenario("after the console was closed and opened again", async (rig) => {
  await rig.reach("in-contact");
  await rig.agent.closePage();
  await rig.agent.open();
  await picturesGoOn(rig);
});

scenario("while the desk is gone, and is known to the desk again", async (rig) => {
  await rig.reach("in-contact");
  const { contact } = rig.device;
  await rig.desk.stop("SIGKILL");
  await rig.until("the device to notice", BACK_MS, () => !rig.device.isOnline);
  await picturesGoOn(rig);
  await rig.desk.start();
  await rig.until("the device at the desk again", 30_000, () => rig.device.isOnline);
  await picturesGoOn(rig);
  assert.is(rig.device.contact, contact);
  await rig.agent.end();
  await rig.customer.session("wrapup");
  await rig.agent.wrapUp();
});

async function pidOf(rig: Rig, name: string): Promise<number | null> {
  return (await rig.body.processes()).find((process) => process.name === name)?.pid ?? null;
}

scenario.run();
