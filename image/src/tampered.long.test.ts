import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../../test-rig/wait.ts";
import { type BadSet, EXPIRED_RING, makeBadSets } from "./testing/bad-sets.ts";
import { installedBody, isGood, kernels, must, plugStick, version } from "./testing/installed-body.ts";
import { InstalledDisk } from "./testing/installed-disk.ts";
import { madeImage } from "./testing/made-image.ts";

// Somebody has changed what a device is updated from, or what lies on its disk. Six starts, of which three end early.

const compression = "lz4";
const FAILS_MS = 120_000;
const KEYRING = "/usr/lib/systemd/import-pubring.gpg";
const installed = await madeImage("old", { version: "1.0.0", compression });
const next = await madeImage("next", { version: "1.0.1", compression });

const test = suite("tampering");
const body = installedBody(installed.disk);
const disk = new InstalledDisk(body.stateDir);
// On the disk of the images: their files are linked.
const sets = mkdtempSync(join(tmpdir(), "alongside-sets-"));
const TRIAL = "alongside_1.0.1";

test.before(async () => {
  await makeBadSets(sets, next.update);
  await body.start();
  await isGood(body);
  await plugStick(body, sets);
});
test.after(async () => {
  await body.stop();
  rmSync(sets, { recursive: true, force: true });
});

/** What the device says of a set. */
function taken(set: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return body.guest.run(["/usr/lib/alongside/update", `/run/stick/${set}`]);
}

/** The running slot, and what can be started, are as they were. */
async function isUntouched(): Promise<void> {
  assert.equal(await kernels(body), ["alongside_1.0.0.efi"]);
  const labels = (await must(body, "lsblk", "-nro", "PARTLABEL", "/dev/vda")).split("\n");
  assert.ok(labels.includes("alongside_1.0.0") && labels.includes("alongside_1.0.0_verity"), labels.join());
  assert.not.ok(labels.includes(TRIAL), "nothing says that there is another version");
  assert.match(await must(body, "veritysetup", "status", "root"), /status:\s+verified/);
}

const refusals: readonly (readonly [BadSet, string, RegExp])[] = [
  ["foreign", "signed by another's key", /signed by a key that this device does not know/],
  ["changed", "whose list of files was changed", /list of files was changed/],
  ["short", "whose root was cut short", /a file of the update is damaged or was changed/],
];
for (const [set, what, words] of refusals)
  test(`a set ${what} is refused, in words that the desk is told`, async () => {
    const { code, output } = await taken(set);
    assert.is(code, 1, output);
    assert.match(output, words);
    assert.match(await must(body, "cat", "/var/lib/alongside-update/refused"), words);
    await isUntouched();
  });

test("a set whose key has expired is refused by a device that trusts that key", async () => {
  await must(body, "mount", "--bind", `/run/stick/expired/${EXPIRED_RING}`, KEYRING);
  const { code, output } = await taken("expired");
  await must(body, "umount", KEYRING);
  assert.is(code, 1, output);
  assert.match(output, /the key that signed this update has expired/);
  await isUntouched();
});

test("an older version is no update", async () => {
  const { code, output } = await taken("older");
  assert.is(code, 0, output);
  assert.match(output, /nothing newer than 1\.0\.0/);
  await isUntouched();
});

test("a slot on trial with a changed block, with damaged hashes or without them, is not started; the one before it runs again", async () => {
  await must(body, "/usr/lib/alongside/update", "/run/stick/good");
  assert.equal(await kernels(body), ["alongside_1.0.0.efi", `${TRIAL}+3-0.efi`]);
  await must(body, "sync");
  await body.cutPower();
  await disk.changeFile("1.0.1", next.update, "/usr/lib/systemd/systemd");
  await failsToStart(/verity: .*data block \d+ is corrupted/, /Kernel panic/);
  await disk.wipeHashes("1.0.1");
  await failsToStart(/initrd: the root is not the one that was signed for/);
  await disk.hideHashes("1.0.1");
  await failsToStart(/initrd: no disk has the partitions of/);
  await body.start();
  assert.is(await version(body), "1.0.0");
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.0.efi", `${TRIAL}+0-3.efi`]);
  assert.match(await must(body, "cat", "/var/lib/alongside-update/rolled-back"), /^1\.0\.1: it did not get as far as its health check/);
});

test("a committed version with a changed block runs nothing of it, and says so", async () => {
  await must(body, "sync");
  await body.cutPower();
  await disk.changeFile("1.0.0", installed.update, "/opt/alongside/bin/host");
  await body.start();
  await until("the device's own word", FAILS_MS * body.patience, async () => {
    const { code } = await body.guest.run(["grep", "-q", "^damaged ", "/run/alongside/trouble/root"]);
    return code === 0;
  });
  assert.is(await version(body), "1.0.0");
  assert.match(await must(body, "veritysetup", "status", "root"), /status:\s+corrupted/);
  const { code, output } = await body.guest.run(["cat", "/opt/alongside/bin/host"]);
  assert.is(code, 1);
  assert.match(output, /Input\/output error/);
  assert.is((await body.guest.run(["systemctl", "is-active", "kiosk-app"])).code === 0, false, "the app does not run");
});

/** A start that ends before anybody could be asked: the console says why, all of it in this order, and the plug is pulled. */
async function failsToStart(...words: readonly RegExp[]): Promise<void> {
  const silent = installedBody(installed.disk, { hasAgent: false }, body.stateDir);
  await silent.start();
  try {
    let from = 0;
    for (const word of words)
      await until(`the console to say ${word}`, FAILS_MS * silent.patience, () => {
        const lines = silent.log.records.slice(from);
        const found = lines.findIndex((record) => record.name === "console" && record.event === "line" && word.test(record.text));
        if (found >= 0) from += found + 1;
        return found >= 0;
      });
  } finally {
    await silent.cutPower();
    await silent.stop();
  }
}

test.run();
