import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seeded } from "#protocol/random";
import { cutAt } from "./cut.ts";
import { logOf } from "./testing.ts";
import { readWriteLog } from "./write-log.ts";

const test = suite("a cut in a disk's writes");
const block = (value: number) => new Uint8Array(2048).fill(value);
const operations = readWriteLog(
  logOf([{ at: 0, data: block(1) }, "flush", { at: 4096, data: block(2) }, { at: 8192, data: block(3) }, { at: 0, discard: 512 }, "flush"]),
);

test("keeps what was flushed", () => {
  for (let seed = 1; seed < 200; seed++) {
    assert.is(cutAt(operations, 2, seeded(seed)).flushed, 2);
    assert.is(cutAt(operations, 1, seeded(seed)).flushed, 0);
    assert.equal(cutAt(operations, 6, seeded(seed)), { at: 6, flushed: 6, extra: [] });
  }
});

test("has any of the later writes, the last one perhaps torn", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed < 2000; seed++) {
    const { extra } = cutAt(operations, 5, seeded(seed));
    seen.add(extra.map(({ at, length }) => `${at}:${length}`).join(" "));
  }
  assert.ok(seen.has("") && seen.has("4096:2048 8192:2048") && seen.has("8192:2048") && seen.has("4096:512"), [...seen].join("; "));
});

test.run();
