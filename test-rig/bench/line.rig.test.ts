import { execFileSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** What line-near.ts measured, once for all tests of this file: it takes about eight seconds of real time. */
const found = JSON.parse(
  execFileSync(process.execPath, [new URL("line-near.js", import.meta.url).pathname], { encoding: "utf8" }),
) as Record<"roundTripMs" | "udpKbit" | "tcpKbit" | "lossPercent" | "throughCut" | "afterCut" | "dropped" | "oversized", number>;

test("a line of 10 Mbit/s lets 10 Mbit/s of frames through and drops the rest", () => {
  assert.ok(Math.abs(found.udpKbit - 10_000) <= 500, `${found.udpKbit} kbit/s`);
  assert.ok(found.dropped > 0);
});

test("a line of 20 ms takes 20 ms there and back", () => {
  assert.ok(Math.abs(found.roundTripMs - 20) <= 2, `${found.roundTripMs} ms`);
});

test("TCP fills most of the line, in frames that were not bundled", () => {
  assert.ok(found.tcpKbit > 7500 && found.tcpKbit < 10_000, `${found.tcpKbit} kbit/s`);
  assert.is(found.oversized, 0);
});

test("a line that loses 2 % loses 2 %", () => {
  assert.ok(Math.abs(found.lossPercent - 2) <= 0.7, `${found.lossPercent} %`);
});

test("nothing comes through a cut line, and all through a mended one", () => {
  assert.is(found.throughCut, 0);
  assert.is(found.afterCut, 20);
});

test.run();
