import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { VmBody } from "../../test-rig/body/vm.ts";
import { inTop } from "../../test-rig/paths.ts";
import { installedBody, isGood, kernels, must, reboot, update, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// A device that is updated to a version whose compositor does not start. Five starts: many minutes on an emulated processor.

const compression = "lz4";
const bad = inTop("image/src/testing/bad");
const installed = await madeImage("old", { version: "1.0.0", compression });

const test = suite("roll-back");

/** The root hashes of all kernels that were started, by their own first words. */
function rootsOf({ log }: VmBody): string[] {
  return log.records.flatMap((record) => {
    const isConsole = record.name === "console" && record.event === "line";
    return (isConsole && /Kernel command line: roothash=([0-9a-f]{64})/.exec(record.text)?.[1]) || [];
  });
}

test("a bad version is tried three times, then the one before it runs again and says why", async () => {
  const worse = await madeImage("bad", { version: "1.0.2", compression, trees: [bad] });
  const { body, stateDir } = installedBody(installed.disk);
  await body.start();
  try {
    await isGood(body);
    await update(body, stateDir, worse.update);
    await reboot(body, 4);
    assert.equal(
      rootsOf(body),
      [installed, worse, worse, worse, installed].map(({ roothash }) => roothash),
    );
    assert.is(await version(body), "1.0.0");
    await isGood(body);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.2+0-3.efi"]);
    assert.match(await must(body, "cat", "/var/lib/alongside-update/rolled-back"), /^1\.0\.2: .*labwc is/);
  } finally {
    await body.stop();
  }
});

test.run();
