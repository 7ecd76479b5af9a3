import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seeded } from "#protocol/random";
import { say } from "../../test-rig/say.ts";
import { FIRMWARE_MEMORY, IMAGE_DISK } from "../../test-rig/vm/boot.ts";
import { matrixOf, totalsOf } from "./power-cut/matrix.ts";
import { cutPower, someOf } from "./power-cut/power-cuts.ts";
import { recorded } from "./power-cut/recording.ts";
import { installedBody, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// The power goes at 200 random moments of a device's life: first start, use, a contact, update, the start into it, use again. The machine does all of it
// once, and all that it writes is logged with each flush; a cut is the disk as such a moment may leave it, with any of the writes that
// no flush had made safe. What would be started from it, and what it has kept, is looked at; from some of them the machine is started.

const CUTS = Number(process.env["ALONGSIDE_POWER_CUTS"] ?? 200);
const STARTS = 4;
const SEED = Number(process.env["ALONGSIDE_POWER_CUT_SEED"] ?? 1);
const compression = "lz4";

const from = { version: "1.0.0", image: await madeImage("old", { version: "1.0.0", compression }) };
const to = { version: "1.0.1", image: await madeImage("next", { version: "1.0.1", compression }) };

const test = suite("power cuts");

test("none of them leaves a device that does not start, starts what it should not, or has lost what it kept", async () => {
  const recording = await recorded(from.image, to.image);
  say(`recorded ${recording.operations.length} operations and ${recording.kept.size} records`);
  const random = seeded(SEED);
  const started = someOf(CUTS, STARTS, random);
  const outcomes = await cutPower(recording, [from, to], {
    count: CUTS,
    random,
    onCut: async (outcome, folder, n) => {
      if (started.has(n)) assert.is(await startOf(join(folder, IMAGE_DISK)), outcome.version, `the version that starts after cut ${n}`);
    },
  });
  const totals = totalsOf(outcomes);
  say(`seed ${SEED}: ${JSON.stringify(totals)}\n${matrixOf(outcomes, [from.version, to.version])}`);
  assert.ok(recording.kept.size > 20, "there were records to lose");
  assert.equal(totals, { runs: CUTS, unbootable: 0, wrongSlot: 0, lostRecords: 0, lostPlaces: 0 });
});

/** Starts a machine from a copy of a disk. @returns the version that runs */
async function startOf(disk: string): Promise<string> {
  const body = installedBody(disk);
  execFileSync("cp", ["--sparse=always", disk, join(body.stateDir, IMAGE_DISK)]);
  execFileSync("cp", [join(dirname(disk), FIRMWARE_MEMORY), body.stateDir]);
  await body.start();
  try {
    return await version(body);
  } finally {
    await body.stop();
  }
}

test.run();
