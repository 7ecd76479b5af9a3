import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installedBody, isGood, kernels, must, update, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// A device that is updated from a USB stick. Two starts: minutes on an emulated processor.

/** Made quickly; what ships is in image.long.test.ts. */
const compression = "lz4";
const installed = await madeImage("old", { version: "1.0.0", compression });

const test = suite("updates");

test("a good version is written into the other slot, tried, found good and committed", async () => {
  const next = await madeImage("next", { version: "1.0.1", compression });
  const body = installedBody(installed.disk);
  await body.start();
  try {
    await isGood(body);
    await update(body, next.update);
    assert.equal(await kernels(body), ["alongside_1.0.0.efi", "alongside_1.0.1+3-0.efi"]);
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

test.run();
