import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { VmBody } from "../../test-rig/body/vm.ts";
import { inTop } from "../../test-rig/paths.ts";
import { createRig } from "../../test-rig/rig.ts";
import { until } from "../../test-rig/wait.ts";
import { DISK_MB, isGood, kernels, must, reboot, update, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// The life of a device: installed, in contact with an agent, updated, in contact again, and updated to a version whose compositor does
// not start. Seven starts: half an hour on an emulated processor.

const compression = "lz4";
const installed = await madeImage("old", { version: "1.0.0", compression });
const next = await madeImage("next", { version: "1.0.1", compression });
const worse = await madeImage("bad", { version: "1.0.2", compression, trees: [inTop("image/src/testing/bad")] });

const life = suite("the life of a device");
const rig = await createRig({ image: { file: installed.disk, sizeMb: DISK_MB, hasAgent: true }, devices: "refused" });
const body = rig.machine;
const TOLD_MS = 30_000;

/** The root hashes of all kernels that were started, by their own first words. */
function rootsOf({ log }: VmBody): string[] {
  return log.records.flatMap((record) => {
    const isConsole = record.name === "console" && record.event === "line";
    return (isConsole && /Kernel command line: roothash=([0-9a-f]{64})/.exec(record.text)?.[1]) || [];
  });
}

/** A contact in which the agent sees the glass, ended by the customer's finger. */
async function beInContact(): Promise<void> {
  await rig.reach("in-contact");
  await rig.customer.touch("live.end");
  await rig.customer.session("wrapup", "idle");
  await rig.reach("ready");
}

/** How often the daemon has said something since this start. */
async function said(what: string): Promise<number> {
  return Number(await must(body, "sh", "-c", `journalctl -q -b -o cat -u alongside-daemon | grep -c '"msg":"${what}"' || true`));
}

life.after(async () => {
  // For whoever asks why.
  process.stdout.write(`${rig.log.tail(40)}\n`);
  await rig.stop();
});

life("is installed on an empty disk, found good once its desk is reached, and helps", async () => {
  await rig.reach("ready");
  await isGood(body);
  assert.is(await version(body), "1.0.0");
  await beInContact();
});

life("keeps the customer's place in line when the plug is pulled", async () => {
  await rig.reach("queued");
  const { contact } = rig.device;
  await must(body, "sh", "-c", `until grep -q ${contact} /var/lib/alongside/contact.json; do sleep 0.1; done; sleep 1`);
  await body.cutPower();
  await body.start();
  await until("the help panel", TOLD_MS * body.patience, async () => (await said("panel connected")) > 0);
  await rig.customer.askForHelp();
  assert.is(rig.device.contact, contact);
  await rig.reach("ready");
});

life("helps after an update, too, with the key it had", async () => {
  await update(body, next.update);
  await body.restart();
  assert.is(await version(body), "1.0.1");
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1.efi"]);
  await beInContact();
});

life("tries a bad version three times, runs the one before it again, and its desk is told why", async () => {
  await update(body, worse.update);
  const before = rootsOf(body).length;
  await reboot(body, 4);
  const tried = [worse, worse, worse, next].map(({ roothash }) => roothash);
  assert.equal(rootsOf(body).slice(before), tried);
  assert.is(await version(body), "1.0.1");
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.1.efi", "alongside_1.0.2+0-3.efi"]);
  assert.match(await must(body, "cat", "/var/lib/alongside-update/rolled-back"), /^1\.0\.2: .*labwc is/);
  await until("the desk to know it", TOLD_MS * body.patience, async () => /rolled back 1\.0\.2: .*labwc is/.test(await rig.desk.devices()));
});

life.run();
