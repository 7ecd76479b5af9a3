import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { installedBody, isGood, kernels, must, plugUpdate, version } from "./testing/installed-body.ts";
import { type MadeImage, madeImage } from "./testing/made-image.ts";

// A device that is updated from a USB stick, once to a good version and once to a bad one. Four starts and more.

/** Made quickly; what ships is in image.long.test.ts. */
const compression = "lz4";
const bad = inTop("image/src/testing/bad");
const installed = await madeImage("old", { version: "1.0.0", compression });

/** Updates a machine that runs from the set of an image. @returns the update's own words */
async function update(body: Parameters<typeof plugUpdate>[0], stateDir: string, { update: set }: MadeImage): Promise<string> {
  return must(body, "/usr/lib/alongside/update", await plugUpdate(body, stateDir, set));
}

const test = suite("updates");

test("a good version is written into the other slot, tried, found good and committed", async () => {
  const next = await madeImage("next", { version: "1.0.1", compression });
  const { body, stateDir } = installedBody(installed.disk);
  await body.start();
  try {
    await isGood(body);
    await update(body, stateDir, next);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1+3-0.efi"]);
    await must(body, "sync");
    await body.restart();
    assert.is(await version(body), "1.0.1");
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1+2-1.efi"]);
    await isGood(body);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1.efi"]);
    const labels = await must(body, "lsblk", "-nro", "PARTLABEL", "/dev/vda");
    assert.equal(
      labels
        .split("\n")
        .filter((label) => label.startsWith("alongside_"))
        .sort(),
      ["alongside_1.0.0", "alongside_1.0.0_verity", "alongside_1.0.1", "alongside_1.0.1_verity"],
    );
  } finally {
    await body.stop();
  }
});

test("a bad version is tried three times, then the one before it runs again and says why", async () => {
  const worse = await madeImage("bad", { version: "1.0.2", compression, trees: [bad] });
  const { body, stateDir } = installedBody(installed.disk);
  await body.start();
  try {
    await isGood(body);
    await update(body, stateDir, worse);
    await must(body, "sync");
    await body.restart();
    // From here on the machine starts itself again until it runs what was good.
    const versions: string[] = [];
    while (versions.at(-1) !== "1.0.0") {
      versions.push(await version(body));
      if (versions.at(-1) !== "1.0.0") await body.nextBoot();
    }
    assert.equal(versions, ["1.0.2", "1.0.2", "1.0.2", "1.0.0"]);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.2+0-3.efi"]);
    assert.match(await must(body, "cat", "/var/lib/alongside-update/rolled-back"), /^1\.0\.2: .*labwc is/);
  } finally {
    await body.stop();
  }
});

test.run();
