import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VmBody } from "../body/vm.ts";

// Boots anew: minutes on an emulated processor.

test("a power cut leaves /var/lib/alongside and nothing else", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "alongside-vm-test-"));
  const body = new VmBody({ stateDir, isSaved: true });
  const bootId = async () => (await body.guest.run(["cat", "/proc/sys/kernel/random/boot_id"])).output.trim();
  await body.start();
  try {
    const before = await bootId();
    await body.guest.run(["sh", "-c", "echo kept >/var/lib/alongside/kept && sync && echo lost >/etc/lost"]);
    await body.cutPower();
    await body.start();
    assert.is.not(await bootId(), before, "another boot");
    assert.is((await body.guest.run(["cat", "/var/lib/alongside/kept"])).output.trim(), "kept");
    assert.is((await body.guest.run(["test", "-e", "/etc/lost"])).code, 1);
  } finally {
    await body.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
});

test.run();
