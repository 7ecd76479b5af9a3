import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasContent, isBackdrop } from "../ppm.ts";
import { until } from "../wait.ts";
import { bootedBody, pidOf, runsAnew } from "./testing/booted-body.ts";
import { breakUnit, repairUnit, troublesOf } from "./testing/broken-unit.ts";

// A glass is never black: whatever ends again and again, the customer reads that it is being repaired. Seen as QEMU's display has it.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
/** Pictures go here when it is set: `ALONGSIDE_SHOTS=build/shots`. */
const shots = process.env.ALONGSIDE_SHOTS;

async function keepShot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  writeFileSync(join(shots, `${name}.png`), await body.shot());
}

for (const [unit, what] of [
  ["kiosk-app", "an app that ends again and again"],
  ["labwc", "a compositor that ends again and again"],
] as const) {
  test(`${what} leaves words on the glass, and is back by itself when it is put right`, async () => {
    await until("the app on the glass", LIMIT_MS, async () => hasContent(await body.look()));
    await breakUnit(body, unit);
    await until(`${unit} to be given up`, LIMIT_MS, async () => (await troublesOf(body)).includes(unit));
    await until("words on the glass", LIMIT_MS, async () => isBackdrop(await body.look()));
    const said = () =>
      body.log.records.some((record) => record.event === "line" && /trouble begins/.test(record.text) && record.text.includes(unit));
    await until("the daemon's word on it", LIMIT_MS, said);
    await keepShot(`repair-${unit}`);
    await repairUnit(body, unit);
    await until("the app on the glass again", LIMIT_MS, async () => hasContent(await body.look()));
    await until("the end of all trouble", LIMIT_MS, async () => (await troublesOf(body)).length === 0);
    assert.equal((await body.guest.state()).failed, []);
  });
}

test("a compositor that ends once leaves words, not black, until the app is back", async () => {
  // The app is kept away: else the words may be gone before anybody looks.
  await body.stopProcess("app");
  const before = await pidOf(body, "labwc");
  await body.kill("labwc", "SIGKILL");
  await runsAnew(body, "labwc", before, LIMIT_MS);
  await until("words on the glass", LIMIT_MS, async () => isBackdrop(await body.look()));
  await body.startProcess("app");
  await until("the app on the glass again", LIMIT_MS, async () => {
    const picture = await body.look();
    return hasContent(picture) && !isBackdrop(picture);
  });
  assert.equal(await troublesOf(body), []);
});

test.after(() => body.stop());
test.run();
