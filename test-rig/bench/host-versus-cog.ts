import { say } from "../say.ts";
import { pause } from "../wait.ts";
import { cogShowing } from "./cog.ts";
import { captureFloor, type FloorFigures } from "./floor.ts";
import type { SceneName } from "./lines.ts";
import { cpuSecondsPerMinute, type Snapshot } from "./measurement.ts";
import type { MediaRun } from "./media-run.ts";

/** A browser's own work on a scene: how old and how frequent its pictures are at the compositor, and what they cost. */
export interface BrowserFigures extends FloorFigures {
  readonly cpuSecondsPerMinute: number;
}
export interface HostAndCog {
  /** Our app host, which every other measurement uses: the floor. */
  readonly host: BrowserFigures;
  readonly cog: BrowserFigures;
}

/** Loading, and the first slow frames of a page, are not measured. */
const SETTLE_MS = 3000;

/** Shows a scene in our host and right after in cog, and measures each by a local capture. Nobody looks on from outside. */
export async function measureHostAndCog(run: MediaRun, scene: SceneName, seconds: number): Promise<HostAndCog> {
  const { body } = run.kiosk;
  await run.show(scene);
  await pause(SETTLE_MS);
  say(`${scene}: our host by a local capture`);
  const host = await measured(run, seconds, async () => (await run.cpuMs()).app ?? 0);
  await body.stopProcess("app");
  const cog = cogShowing(run.sceneAddress(scene));
  cog.start();
  const endCog = run.cleanup.add("cog", () => cog.stop());
  try {
    await pause(SETTLE_MS);
    say(`${scene}: cog by a local capture`);
    return { host, cog: await measured(run, seconds, async () => cog.usage().cpuMs) };
  } finally {
    await endCog();
    await body.startProcess("app");
  }
}

async function measured(run: MediaRun, seconds: number, cpuMs: () => Promise<number>): Promise<BrowserFigures> {
  const snapshot = async (): Promise<Snapshot> => ({ cpuMs: { browser: await cpuMs() }, bytes: 0, atMs: Date.now() });
  const before = await snapshot();
  const floor = await captureFloor(run.kiosk.body, seconds);
  return { ...floor, cpuSecondsPerMinute: cpuSecondsPerMinute(before, await snapshot()).browser ?? 0 };
}
