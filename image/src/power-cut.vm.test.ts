import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seeded } from "#protocol/random";
import { say } from "../../test-rig/say.ts";
import { matrixOf, totalsOf } from "./power-cut/matrix.ts";
import { cutPower } from "./power-cut/power-cuts.ts";
import { recorded } from "./power-cut/recording.ts";
import { madeImage } from "./testing/made-image.ts";

// A slice of power-cut.long.test.ts: the first start of an installed image, and the first seconds of its use.

const CUTS = 10;
const SEED = 1;
const version = "1.0.0";
const image = await madeImage("old", { version, compression: "lz4" });

const test = suite("power cuts at the first start");

test("none of them leaves a device that does not start, or has lost what it kept", async () => {
  const recording = await recorded(image, null);
  const outcomes = await cutPower(recording, [{ version, image }], { count: CUTS, random: seeded(SEED) });
  say(`seed ${SEED}\n${matrixOf(outcomes, [version])}`);
  assert.ok(recording.kept.size > 5, "there were records to lose");
  assert.equal(totalsOf(outcomes), { runs: CUTS, unbootable: 0, wrongSlot: 0, lostRecords: 0, lostPlaces: 0 });
});

test.run();
