import { EvdevRecord } from "../guest/evdev-record.ts";
import type { Rig } from "../rig.ts";
import { grant } from "../scenarios/hand.ts";

/** Linux code of the arrow down. */
const DOWN = 108;

/** A key that the agent holds on the machine's own input device. */
export interface HeldKey {
  /** When it went up, by the guest's clock; null while it is down. */
  upMs(): Promise<number | null>;
}

/** The agent, who gets control when they have none, holds the arrow down until the kernel says so. */
export function holdDown(rig: Rig): Promise<HeldKey> {
  return rig.until("the agent's key to be down", 10_000 * rig.body.patience, async () => {
    await rig.agent.hand.letGo("ArrowDown");
    await grant(rig);
    const record = await EvdevRecord.begin(rig.machine.guest, /^Alongside keyboard$/).catch(() => null);
    if (!record) return null;
    await rig.agent.hand.hold("ArrowDown");
    const isDown = async () => (await record.keyMs(DOWN, true)) !== null;
    const upMs = () => record.keyMs(DOWN, false);
    await rig.until("the key", 5000, isDown).catch(() => undefined);
    return (await isDown()) && (await upMs()) === null ? { upMs } : null;
  });
}
