import { test } from "uvu";
import { until } from "../wait.ts";
import { bootedBody, pidOf, runsAnew } from "./testing/booted-body.ts";

const body = await bootedBody();
const NAMES = ["labwc", "daemon", "screen", "media", "shell", "app"];
/** WatchdogSec is 60 s in an emulated machine (test-rig/guest/tree, rig-emulated), a few seconds everywhere else. */
const NOTICED_MS = 30_000;

test("whatever hangs is ended and started again", async () => {
  const before = await Promise.all(NAMES.map(async (name) => [name, await pidOf(body, name)] as const));
  // Together: each of them is noticed by itself, after the same time.
  for (const name of NAMES) await body.kill(name, "SIGSTOP");
  for (const [name, pid] of before) await runsAnew(body, name, pid, NOTICED_MS);
  await until("every process to run", NOTICED_MS * body.patience, async () =>
    (await body.processes()).every(({ state }) => state === "running"),
  );
});

test.after(() => body.stop());
test.run();
