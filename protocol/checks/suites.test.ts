import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" }).split("\n").filter(Boolean);
const tests = files.filter((name) => name.endsWith(".test.ts"));

test("every test file runs its tests, for uvu passes a file that forgot to", () => {
  assert.equal(
    tests.filter((name) => !/\.run\(\)/.test(readFileSync(name, "utf8"))),
    [],
  );
});

test("no test is left out or alone", () => {
  const odd = new RegExp(["\\b(test|suite|it)\\.(sk", "ip|on", "ly)\\("].join(""));
  assert.equal(
    tests.filter((name) => odd.test(readFileSync(name, "utf8"))),
    [],
  );
});

test("the lockfile records no download addresses", () => {
  assert.not.match(readFileSync("package-lock.json", "utf8"), /"resolved"/);
});

test.run();
