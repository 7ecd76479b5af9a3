import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kernelHashes } from "./update-set.ts";

test("each block of a kernel has its hash, the last one filled up with zeros", () => {
  const kernel = Buffer.alloc(2 * 4096 + 5, "kernel ");
  const { blockBytes, bytes, sha256 } = JSON.parse(kernelHashes(kernel));
  assert.equal([blockBytes, bytes], [4096, 8197]);
  const hashOf = (block: Buffer) => createHash("sha256").update(block).digest("hex");
  const last = Buffer.concat([kernel.subarray(8192), Buffer.alloc(4091)]);
  assert.is(
    Buffer.from(sha256, "base64").toString("hex"),
    [kernel.subarray(0, 4096), kernel.subarray(4096, 8192), last].map(hashOf).join(""),
  );
  assert.is(JSON.parse(kernelHashes(kernel.subarray(0, 8192))).sha256.length, Math.ceil(64 / 3) * 4);
});

test.run();
