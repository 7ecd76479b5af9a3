import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { announceRun, claimRun, readRun, releaseRun } from "./run-file.ts";

const test = suite<{ dir: string; path: string }>("run file");

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), "run-file-"));
  context.path = join(context.dir, "state/run.json");
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true, force: true }));

test("the first one gets the place, the second one hears who has it", ({ path }) => {
  assert.is(claimRun(path), null);
  assert.is(claimRun(path)?.pid, process.pid);
});

test("tells the addresses once they are known, to this user alone", ({ path }) => {
  claimRun(path);
  assert.is(readRun(path)?.up, undefined);
  const up = {
    console: "c",
    glass: "g",
    log: "l",
    agent: "a",
    password: "p",
    runDir: "r",
    logFile: "f",
    kind: "headless",
    how: "h",
  } as const;
  announceRun(path, up);
  assert.equal(readRun(path)?.up, up);
  assert.is(statSync(path).mode & 0o077, 0);
});

test("takes over what a killed one left, also when its pid belongs to another process now", ({ path }) => {
  claimRun(path);
  const dead = { ...(JSON.parse(readFileSync(path, "utf8")) as object), startTicks: 1 };
  writeFileSync(path, JSON.stringify(dead));
  assert.is(readRun(path), null);
  assert.is(claimRun(path), null);
});

test("takes over a file that was cut off while it was written", ({ path }) => {
  claimRun(path);
  writeFileSync(path, '{"pid":');
  assert.is(claimRun(path), null);
});

test("gives the place back", ({ path }) => {
  claimRun(path);
  releaseRun(path);
  assert.is(readRun(path), null);
});

test.run();
