import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasContent } from "../ppm.ts";
import { until } from "../wait.ts";
import { bootedBody, pidOf, runsAnew } from "./testing/booted-body.ts";

const body = await bootedBody();
/** WatchdogSec is 60 s in an emulated machine (test-rig/guest/tree, rig-emulated), a few seconds everywhere else. */
const NOTICED_MS = 30_000;

test("daemon, screen, media, shell and app are ended and started again when they hang", async () => {
  const names = ["daemon", "screen", "media", "shell", "app"];
  const before = await Promise.all(names.map(async (name) => [name, await pidOf(body, name)] as const));
  for (const name of names) await body.kill(name, "SIGSTOP");
  // Together: each of them is noticed by itself, after the same time.
  await Promise.all(before.map(([name, pid]) => runsAnew(body, name, pid, NOTICED_MS)));
});

test("a compositor that hangs is ended, and the page is painted by the next one", async () => {
  const before = await pidOf(body, "labwc");
  await body.kill("labwc", "SIGSTOP");
  await runsAnew(body, "labwc", before, NOTICED_MS);
  await until("the app on the glass", NOTICED_MS * body.patience, async () => hasContent(await body.look()));
  assert.equal((await body.guest.state()).failed, []);
});

test.after(() => body.stop());
test.run();
