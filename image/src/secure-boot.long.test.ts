import { suite } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../../test-rig/wait.ts";
import { installedBody, isGood, kernels, must, reboot, update, version } from "./testing/installed-body.ts";
import { InstalledDisk } from "./testing/installed-disk.ts";
import { madeImage } from "./testing/made-image.ts";

// Firmware that starts nothing but what our key has signed. Three starts, and one by which it takes the key.

const compression = "lz4";
const NOTED_MS = 30_000;
const GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
const installed = await madeImage("old", { version: "1.0.0", compression });
const next = await madeImage("next", { version: "1.0.1", compression });

const test = suite("Secure Boot");
const body = installedBody(installed.disk, { hasSecureBoot: true });
const disk = new InstalledDisk(body.stateDir);

/** The last byte of one of firmware's variables. */
async function flag(name: string): Promise<string> {
  return must(body, "sh", "-c", `tail -c1 /sys/firmware/efi/efivars/${name}-${GLOBAL} | od -An -tu1 | tr -d ' '`);
}

test.after(() => body.stop());

test("firmware in setup mode takes the key from the boot partition, and asks for its signature from then on", async () => {
  await body.start();
  assert.equal([await flag("SecureBoot"), await flag("SetupMode")], ["1", "0"]);
  assert.match(await must(body, "cat", "/sys/kernel/security/lockdown"), /\[(integrity|confidentiality)\]/);
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.0.efi"]);
});

test("an update brings a kernel that is signed, too, and firmware is told of both versions", async () => {
  await update(body, next.update);
  await reboot(body);
  assert.is(await version(body), "1.0.1");
  assert.is(await flag("SecureBoot"), "1");
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1.efi"]);
  await until("firmware's list", NOTED_MS * body.patience, async () => {
    const { output } = await body.guest.run([
      "systemctl",
      "show",
      "-P",
      "Result",
      "-P",
      "ExecMainExitTimestampMonotonic",
      "boot-entries.service",
    ]);
    return /success/.test(output) && !/^0$/m.test(output);
  });
  const named = await must(body, "sh", "-c", `cd /sys/firmware/efi/efivars; tail -qc+5 Boot0A5[12]-${GLOBAL} | tr -d '\\0'`);
  assert.ok(named.indexOf("Alongside 1.0.1") >= 0 && named.indexOf("Alongside 1.0.1") < named.indexOf("Alongside 1.0.0"), named);
});

test("a kernel that was changed is refused; the version before it starts, and says so", async () => {
  await must(body, "sync");
  await body.cutPower();
  await disk.changeKernel("alongside_1.0.1.efi");
  await body.start();
  assert.is(await version(body), "1.0.0");
  await until("the device's own word", NOTED_MS * body.patience * 4, async () => {
    const { output } = await body.guest.run(["cat", "/var/lib/alongside-update/rolled-back"]);
    return output.startsWith("1.0.1: its kernel or its root was refused");
  });
});

test.run();
