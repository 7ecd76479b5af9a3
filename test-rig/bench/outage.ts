import { pause } from "../wait.ts";
import { recoveryMs } from "./figures.ts";
import type { Line } from "./line.ts";
import type { MeasureOptions } from "./measurement.ts";
import type { PictureService } from "./service.ts";

const OUTAGE_MS = 2000;
/** A picture that is not back after this time is not waited for. */
const PATIENCE_MS = 10_000;

/** Cuts the line for two seconds in the midst of a moving scene. @returns ms from its mending to a picture made after it; null: none in 10 s. */
export async function measureOutage(
  service: PictureService,
  line: Line,
  { far, warmUpSeconds }: Pick<MeasureOptions, "far" | "warmUpSeconds">,
): Promise<number | null> {
  await service.open();
  try {
    await far.call("read", service.page);
    await pause(warmUpSeconds * 1000);
    await line.cut(true);
    await pause(OUTAGE_MS);
    await line.cut(false);
    const mendedMs = Date.now();
    await pause(PATIENCE_MS);
    return recoveryMs((await far.call("gathered", service.page)).samples, mendedMs);
  } finally {
    await service.close();
  }
}
