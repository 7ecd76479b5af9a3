import { test } from "uvu";
import * as assert from "uvu/assert";
import { TokenBucket } from "./token-bucket.ts";

test("lets a burst through and then so many per second", () => {
  const bucket = new TokenBucket(10, 3, 0);
  assert.equal(
    [1, 2, 3, 4].map(() => bucket.take(0)),
    [true, true, true, false],
  );
  assert.not(bucket.take(99));
  assert.ok(bucket.take(200));
  assert.equal(
    [1, 2, 3, 4].map(() => bucket.take(60_000)),
    [true, true, true, false],
  );
});

test.run();
