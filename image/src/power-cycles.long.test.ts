import { suite } from "uvu";
import * as assert from "uvu/assert";
import { VmBody } from "../../test-rig/body/vm.ts";
import { pause } from "../../test-rig/wait.ts";
import { DISK_MB, installedBody, isGood, kernels, update, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// Somebody switches a device off and on again and again before it has come up. Twelve starts: many minutes on an emulated processor.

const CYCLES = 10;
/** After its kernel began: from the initrd to the middle of user space. */
const LONGEST_MS = 15_000;

const compression = "lz4";
const installed = await madeImage("old", { version: "1.0.0", compression });
const next = await madeImage("next", { version: "1.0.1", compression });

const test = suite("quick power cycles");

test("ten of them leave the committed slot committed, and the one before it in place", async () => {
  const body = installedBody(installed.disk);
  const without = new VmBody({ stateDir: body.stateDir, image: { file: installed.disk, sizeMb: DISK_MB, hasAgent: false } });
  const committed = ["alongside_1.0.0.efi", "alongside_1.0.1.efi"];
  try {
    await body.start();
    await isGood(body);
    await update(body, next.update);
    await body.restart();
    await isGood(body);
    assert.equal(await kernels(body), committed);
    await body.cutPower();
    for (let cycle = 1; cycle <= CYCLES; cycle++) {
      await without.start();
      await pause((LONGEST_MS * cycle) / CYCLES);
      await without.cutPower();
    }
    await body.start();
    assert.is(await version(body), "1.0.1");
    assert.equal(await kernels(body), committed);
    await isGood(body);
  } finally {
    await without.stop();
    await body.stop();
  }
});

test.run();
