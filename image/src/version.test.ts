import { suite } from "uvu";
import * as assert from "uvu/assert";
import { imageVersion, partitionUuids, sourceDateEpoch, uuidOf } from "./version.ts";

const test = suite("image version");

test("takes the package's version, or a given one that can stand in a file's name", () => {
  assert.match(imageVersion(), /^\d+\.\d+\.\d+/);
  assert.is(imageVersion("1.2.3~rc1"), "1.2.3~rc1");
});

test("refuses a version that would divide a file's name or a path", () => {
  for (const version of ["", "v1", "1_2", "1+3", "1/2", "1 2", `1${"0".repeat(31)}`])
    assert.throws(() => imageVersion(version), /a version begins with a digit/, version);
});

test("takes the time of SOURCE_DATE_EPOCH, else the last commit's", () => {
  assert.is(sourceDateEpoch({ SOURCE_DATE_EPOCH: "1700000000" }), 1_700_000_000);
  assert.ok(sourceDateEpoch({}) > 1_700_000_000);
  assert.throws(() => sourceDateEpoch({ SOURCE_DATE_EPOCH: "yesterday" }), /is a number of seconds/);
});

test("makes the same UUID of the same words, and another of others", () => {
  assert.match(uuidOf("root", "1"), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.is(uuidOf("root", "1"), uuidOf("root", "1"));
  assert.is.not(uuidOf("root", "1"), uuidOf("root1"));
});

test("names a slot's partitions after the halves of its root hash", () => {
  const uuids = partitionUuids(`00112233445566778899aabbccddeeff${"f".repeat(32)}`);
  assert.equal(uuids, { root: "00112233-4455-6677-8899-aabbccddeeff", verity: "ffffffff-ffff-ffff-ffff-ffffffffffff" });
  assert.throws(() => partitionUuids("abc"), /64 hexadecimal digits/);
});

test.run();
