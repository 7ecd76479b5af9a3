import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasContent } from "../ppm.ts";
import { until } from "../wait.ts";
import { units } from "./agent/units.ts";
import { bootedBody, pidOf, runsAnew } from "./testing/booted-body.ts";

const body = await bootedBody();
const UP_MS = 30_000;

test("the machine boots with every unit up and none failed, and the page is painted", async () => {
  assert.equal(await body.guest.state(), { state: "running", failed: [] });
  await until("the app on the glass", UP_MS * body.patience, async () => hasContent(await body.look()));
});

// The compositor last: shell, app and picture begin anew with it.
for (const name of [...Object.keys(units).filter((unit) => unit !== "labwc"), "labwc"]) {
  test(`${name} is back after it was killed`, async () => {
    const before = await pidOf(body, name);
    await body.kill(name, "SIGKILL");
    await runsAnew(body, name, before, UP_MS);
  });
}

test("all of it is up again at the end, and the page is painted", async () => {
  // Those that begin anew with the compositor take their time.
  await until("every process to run", UP_MS * body.patience, async () =>
    (await body.processes()).every(({ state }) => state === "running"),
  );
  await until("the app on the glass", UP_MS * body.patience, async () => hasContent(await body.look()));
});

test.after(() => body.stop());
test.run();
