import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createRig } from "../../test-rig/rig.ts";
import { until } from "../../test-rig/wait.ts";
import { DISK_MB, isGood, must } from "./testing/installed-body.ts";
import { InstalledDisk } from "./testing/installed-disk.ts";
import { madeImage } from "./testing/made-image.ts";

// The data partition full, damaged, and lost. Four starts: many minutes on an emulated processor.

const UP_MS = 90_000;
const SUPERBLOCK_BYTES = 64 * 1024;
const installed = await madeImage("old", { version: "1.0.0", compression: "lz4" });

const test = suite("a bad data partition");
const rig = await createRig({ image: { file: installed.disk, sizeMb: DISK_MB, hasAgent: true }, devices: "refused" });
const body = rig.machine;
const disk = new InstalledDisk(body.stateDir);

/** By the device's own note of who it is. */
const device = () => must(body, "sed", "-n", 's/^  "device": "\\(.*\\)",$/\\1/p', "/var/lib/alongside/enrolment.json");
/** Of this start. */
const initrd = () => must(body, "sh", "-c", "dmesg | grep -o 'initrd: .*' || true");

/** The machine is off while `work` is done; then it starts, and is at its desk. */
async function startAfter(work: () => Promise<void>): Promise<void> {
  await must(body, "sync");
  await body.cutPower();
  await work();
  await body.start();
  await until("the device at the desk", UP_MS * body.patience, async () => {
    const { output } = await body.guest.run(["journalctl", "-q", "-b", "-o", "cat", "-u", "alongside-daemon"]);
    return output.includes('"msg":"online"') && output.includes('"msg":"panel connected"');
  });
}

async function helps(): Promise<void> {
  await rig.reach("queued");
  await rig.reach("ready");
}

test.after(() => rig.stop());

test("a full one keeps nobody from help: the device starts, is found good, and the log gives way", async () => {
  await rig.reach("ready");
  await isGood(body);
  const before = await device();
  await must(
    body,
    "sh",
    "-c",
    "fallocate -l $(($(stat -f -c '%a * %S' /data))) /data/full; ! dd if=/dev/zero of=/data/rest bs=4k 2>/dev/null",
  );
  assert.is(await must(body, "stat", "-f", "-c", "%a", "/data"), "0");
  await startAfter(async () => {});
  assert.is(await device(), before);
  await isGood(body);
  await helps();
});

test("one whose first blocks are lost is repaired: the device is the one it was", async () => {
  const before = await device();
  await must(body, "rm", "/data/full", "/data/rest");
  await startAfter(() => disk.spoilData(SUPERBLOCK_BYTES));
  assert.match(await initrd(), /the data partition was damaged: it is repaired/);
  assert.is(await device(), before);
  await isGood(body);
  await helps();
});

test("one that is lost is made anew: the device asks for its enrolment, and is a new one to its desk", async () => {
  const before = await device();
  await startAfter(() => disk.wipeData());
  assert.match(await initrd(), /the data partition is made anew/);
  assert.is.not(await device(), before);
  await isGood(body);
  await helps();
});

test.run();
