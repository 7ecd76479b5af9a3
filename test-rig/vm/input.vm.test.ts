import { test } from "uvu";
import * as assert from "uvu/assert";
import { bootedBody } from "../guest/testing/booted-body.ts";
import { pause, until } from "../wait.ts";

// The input devices of native/ on a real kernel: its uinput and evdev are on no other machine of the tests.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
const UNIT = "rig-input-check";
const WORDS = "/run/rig-input-check.txt";
const KEY_ESC = 1;

/** Whether the daemon said a line with all of these words. */
function said(...words: string[]): boolean {
  return body.log.records.some(
    (record) => record.name === "daemon" && record.event === "line" && words.every((word) => record.text.includes(word)),
  );
}

// First: of devices that come and go as quickly as the contract's, the daemon may say that it cannot read them yet.
test("the daemon reads the machine's own touch screen and keyboard, within the borders of its unit", async () => {
  await until("the touch screen", LIMIT_MS, () => said("an input device came", '"isTouch":true'));
  assert.not(said("cannot read the input device"));
  assert.not(said("is left out"));
  // Held until it is told: however slow the machine, it ends because of the key.
  await body.input.key(KEY_ESC, true);
  await until("the end", LIMIT_MS, () => said("the end key was held"));
  await body.input.key(KEY_ESC, false);
});

test("uinput and evdev do what their contract says", async () => {
  const settings = ["-p", `StandardOutput=truncate:${WORDS}`, "-p", "StandardError=inherit", "-E", "FORCE_COLOR=0"];
  const check = ["-E", "ALONGSIDE_NATIVE=/opt/alongside/native/alongside.node", "node", "/usr/lib/alongside-rig/input-check.mjs"];
  const started = await body.guest.run(["systemd-run", `--unit=${UNIT}`, ...settings, ...check]);
  assert.is(started.code, 0, started.output);
  await until("the end of the check", LIMIT_MS, async () => {
    // Each look costs the emulated machine a process.
    await pause(2000);
    return (await body.guest.run(["systemctl", "is-active", "--quiet", UNIT])).code !== 0;
  });
  const { output: words } = await body.guest.run(["cat", WORDS]);
  const count = (word: string) => Number(new RegExp(`${word}:\\s+(\\d+)`).exec(words)?.[1] ?? 0);
  assert.ok(count("Total") >= 13 && count("Passed") === count("Total"), words);
});

test.after(() => body.stop());
test.run();
