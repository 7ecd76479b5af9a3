import { pause } from "../wait.ts";
import { cpuSecondsPerMinute } from "./measurement.ts";
import type { MediaRun, Seat } from "./media-run.ts";

export interface IdleFigures {
  readonly cpuSecondsPerMinute: number;
  /** In the contact, while the screen was still shown. */
  readonly memoryMb: Readonly<Record<string, number>>;
}

/** A contact in which the customer has hidden the screen: what voice, heartbeats and readiness cost. */
export async function measureIdle(run: MediaRun, { services: [ours], counters }: Seat, seconds: number): Promise<IdleFigures> {
  const snapshot = async () => ({ ...(await counters()), atMs: Date.now() });
  await ours.open();
  try {
    await pause(2000);
    const memoryMb = await run.memoryMb();
    await run.kiosk.touch("live.hide");
    await pause(3000);
    const before = await snapshot();
    await pause(seconds * 1000);
    const cpu = cpuSecondsPerMinute(before, await snapshot());
    const total = ours.serving.reduce((sum, name) => sum + (cpu[name] ?? 0), 0);
    return { cpuSecondsPerMinute: Number(total.toFixed(2)), memoryMb };
  } finally {
    await ours.close();
  }
}
