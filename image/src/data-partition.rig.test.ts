import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { runTool } from "../../test-rig/vm/tools.ts";

// The initrd's part that has to do with the data partition, on a file in the place of a partition; mounting is the image's own test.

const PREPARE = `
. /run/steps/data.sh
say() { echo "said: $1"; }
fail() { echo "failed: $1"; exit 1; }
mount() { debugfs -R "stat /kept" "$5" 2>/dev/null | grep -q "Type: regular" && echo "mounted with what was kept" || { debugfs -R "stat <2>" "$5" 2>/dev/null | grep -q "Type: directory" && echo mounted; }; }
data=../run/out/part
keep() { echo kept >/tmp/kept && debugfs -w -R "write /tmp/kept kept" /run/out/part 2>/dev/null; }
spoil() { dd if=/dev/urandom of=/run/out/part bs=1k seek="$1" count="$2" conv=notrunc status=none; }
truncate -s 300M /run/out/part
`;
const ANEW = "said: the data partition is made anew";

const test = suite("data partition at the start");
const folder = mkdtempSync(`${tmpdir()}/alongside-data-`);

/** What the initrd says while it runs some steps. */
async function says(...steps: readonly string[]): Promise<string[]> {
  const places = { steps: inTop("image/steps"), out: folder };
  return (await runTool(["sh", "-uc", [PREPARE, "rm -f /run/out/part; truncate -s 300M /run/out/part", ...steps].join("\n")], places))
    .trim()
    .split("\n");
}

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("is formatted when it is empty, and left alone from then on", async () => {
  const said = await says("mount_data /mnt", "keep >/dev/null", "mount_data /mnt");
  assert.equal(said, [ANEW, "mounted", "mounted with what was kept"]);
});

test("is repaired, and keeps its files, when its first 64 KB are lost", async () => {
  const said = await says("mount_data /mnt >/dev/null", "keep >/dev/null", "spoil 0 64", "mount_data /mnt");
  assert.equal(said, ["said: the data partition was damaged: it is repaired", "mounted with what was kept"]);
});

test("is made anew when nothing of it can be read", async () => {
  const said = await says("mount_data /mnt >/dev/null", "spoil 0 307200", "mount_data /mnt");
  assert.equal(said, [ANEW, "mounted"]);
});

test.run();
