import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { EDGE_STRIP_PX } from "#protocol/local-host";

test("the strip at the top edge has the same height for the gate and for the shell host", () => {
  const [, height] = /#define EDGE_HEIGHT_PX (\d+)/.exec(readFileSync("ui-shell/host/edge.h", "utf8")) ?? [];
  assert.is(Number(height), EDGE_STRIP_PX);
});

test.run();
