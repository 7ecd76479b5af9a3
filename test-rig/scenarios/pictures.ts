import type { Rig } from "../rig.ts";

/** Pictures taken from now on arrive at the agent, and the session is live. */
export async function picturesGoOn(rig: Rig, withinMs = 20_000): Promise<void> {
  const { lastAtMs } = await rig.agent.picture();
  const now = await rig.agent.page.evaluate(() => performance.now());
  await rig.until("a new picture at the agent", withinMs, async () => {
    const picture = await rig.agent.picture();
    return picture.lastAtMs !== null && picture.lastAtMs > Math.max(now, lastAtMs ?? 0) && picture.isWhole;
  });
  await rig.customer.session("live");
}
