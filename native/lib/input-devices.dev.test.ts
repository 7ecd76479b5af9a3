import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built, until } from "./dev-parts.ts";
import { loadNative, type PhysicalEvent } from "./index.ts";

// In the dev root, where there are no input devices: what is said then. The rest is in the virtual machine (input-check.ts).
const native = loadNative(built("native/alongside.node"));
const OPTIONS = { keys: [138], endKey: 1, endHoldMs: 1000, renewMs: 250 };

/** What is told of a folder, until the first word. */
async function firstWord(events: string): Promise<PhysicalEvent | undefined> {
  const told: PhysicalEvent[] = [];
  const input = native.openInput({ ...OPTIONS, events }, (event) => told.push(event));
  await until("a word", () => told.length > 0);
  input.stop();
  return told[0];
}

test("says that there is no folder of input devices, and goes on trying", async () => {
  const word = await firstWord("/nonexistent");
  assert.is(
    word?.kind === "trouble" && word.message,
    "cannot watch /nonexistent for input devices: No such file or directory; trying again",
  );
});

test("refuses a file that is no device", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-input-"));
  writeFileSync(join(folder, "event0"), "");
  const word = await firstWord(folder);
  assert.is(word?.kind === "trouble" && word.message, `cannot read the input device ${folder}/event0: Inappropriate ioctl for device`);
  rmSync(folder, { recursive: true });
});

test("reads no device whose owner the kernel does not name", async () => {
  // A character device, but not one of the input system.
  const folder = mkdtempSync(join(tmpdir(), "alongside-input-"));
  symlinkSync("/dev/null", join(folder, "event0"));
  const word = await firstWord(folder);
  assert.match(word?.kind === "trouble" ? word.message : "", /event0: |is left out/);
  rmSync(folder, { recursive: true });
});

test("says what is missing without uinput", () => {
  const input = native.openInput({ ...OPTIONS, uinput: "/nonexistent/uinput" }, () => {});
  assert.throws(
    () => input.open(),
    "cannot make the virtual input devices with /nonexistent/uinput: No such file or directory; the kernel module uinput must be loaded and this user may write there",
  );
  input.stop();
  assert.throws(() => input.open(), "the input devices were stopped: open them before stop()");
});

test("starts and stops a hundred times without a trace", async () => {
  for (let turn = 0; turn < 100; turn++) native.openInput({ ...OPTIONS, events: "/nonexistent" }, () => {}).stop();
});

test.run();
