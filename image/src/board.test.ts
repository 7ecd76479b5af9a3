import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { readBoard } from "./board.ts";

const test = suite("boards");

for (const name of readdirSync(inTop("image/boards"))) {
  test(`${name} has a boot partition, two slots and a data partition, in this order`, () => {
    const { partitions } = readBoard(name);
    assert.equal(readdirSync(partitions).sort(), [
      "00-esp.conf",
      "10-root-a.conf",
      "11-verity-a.conf",
      "20-root-b.conf",
      "21-verity-b.conf",
      "90-data.conf",
    ]);
  });
}

test("names the boards there are when asked for another", () => {
  assert.throws(() => readBoard("toaster"), /no board "toaster"; known: .*amd64/);
});

test.run();
