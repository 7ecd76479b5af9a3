import { test } from "uvu";
import { hasContent } from "../ppm.ts";
import { until } from "../wait.ts";
import { bootedBody, pidOf } from "./testing/booted-body.ts";

// A display that is away for a night, and back.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;

/** As the cable does it for the kernel: the connector says so, and the compositor hears of it. */
async function plug(isIn: boolean): Promise<void> {
  const { code, output } = await body.guest.run([
    "sh",
    "-c",
    `for s in /sys/class/drm/card*-Virtual-1/status; do echo ${isIn ? "detect" : "off"} >$s; done`,
  ]);
  if (code !== 0) throw new Error(output);
}

const said = (words: RegExp, unit: string) => () =>
  body.log.records.some((record) => record.event === "line" && words.test(record.text) && record.text.includes(unit));

test("a kiosk without a display says so, and the app is on the glass again when one is plugged in", async () => {
  await until("the app on the glass", LIMIT_MS, async () => hasContent(await body.look()));
  const compositor = await pidOf(body, "labwc");
  await plug(false);
  await until("the daemon's word on it", LIMIT_MS, said(/trouble begins/, "no-display"));
  await plug(true);
  await until("the end of it", LIMIT_MS, said(/trouble is over/, "no-display"));
  await until("the app on the glass again", LIMIT_MS, async () => hasContent(await body.look()));
  if ((await pidOf(body, "labwc")) !== compositor) throw new Error("the compositor should have lived through it");
});

test.after(() => body.stop());
test.run();
