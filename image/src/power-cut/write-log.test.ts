import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seeded } from "#protocol/random";
import { logOf } from "./testing.ts";
import { readWriteLog } from "./write-log.ts";

const test = suite("log of a disk's writes");
const bytes = (value: number) => new Uint8Array(512).fill(value);

test("is read in order, with the place of each operation", () => {
  const log = logOf([{ at: 512, data: bytes(7) }, "flush", { at: 1024, discard: 512 }, { at: 0, data: bytes(9) }]);
  const read = readWriteLog(log);
  assert.equal(
    read.map(({ operation, end }) => [operation.kind, "at" in operation ? operation.at : null, end]),
    [
      ["write", 512, 1536],
      ["flush", null, 2048],
      ["discard", 1024, 2560],
      ["write", 0, 3584],
    ],
  );
  const [first] = read;
  assert.ok(first?.operation.kind === "write" && first.operation.data?.every((byte) => byte === 7));
});

test("is refused when it is none, of another version, or shorter than it says", () => {
  assert.throws(() => readWriteLog(new Uint8Array(10)), /begins with the magic number/);
  const log = logOf([{ at: 0, data: bytes(1) }, "flush"]);
  const other = log.slice();
  other[8] = 2;
  assert.throws(() => readWriteLog(other), /has version 1, not 2/);
  assert.throws(() => readWriteLog(log.subarray(0, 1100)), /operation 0 has 512 bytes and the log ends after 76/);
  assert.throws(() => readWriteLog(log.subarray(0, 1536)), /names 2 operations and ends after 1/);
});

test("is read or refused whatever is in it", () => {
  const random = seeded(1);
  const good = logOf([{ at: 512, data: bytes(7) }, "flush", { at: 1024, discard: 512 }]);
  for (let n = 0; n < 20_000; n++) {
    const log = good.slice(0, 1 + random(good.length));
    for (let changes = random(6); changes > 0; changes--) log[random(Math.min(64, log.length))] = random(256);
    try {
      readWriteLog(log);
    } catch (error) {
      assert.match((error as Error).message, /log|operation/);
    }
  }
});

test.run();
