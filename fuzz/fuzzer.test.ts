import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { targets } from "./targets.ts";

// Each target runs in a process of its own: it takes V8's coverage, which the unit tests' own measurement needs, too.
const test = suite("fuzzing");
const main = fileURLToPath(new URL("main.js", import.meta.url));
const { NODE_V8_COVERAGE: _, ...env } = process.env;
const SLICE_SECONDS = 2;
const LIMIT_MS = 120_000;

async function fuzz(...args: string[]): Promise<{ code: number; output: string }> {
  return promisify(execFile)(process.execPath, [main, ...args], { env, timeout: LIMIT_MS }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      output: `${error.stdout ?? ""}${error.stderr ?? ""}`,
    }),
  );
}

for (const name of Object.keys(targets).filter((one) => !one.startsWith("planted"))) {
  test(`a slice of ${name} finds nothing`, async () => {
    const { code, output } = await fuzz(name, "--seconds", String(SLICE_SECONDS), "--seed", "20261122");
    assert.is(code, 0, output);
    const runs = Number(/"runs":(\d+)/.exec(output)?.[1]);
    assert.ok(runs >= 10, output);
  });
}

for (const name of ["planted-fault", "planted-hang"]) {
  test(`what is planted is found and kept: ${name}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    try {
      const { code, output } = await fuzz(name, "--seconds", "90", "--seed", "1", "--hang-seconds", "3", "--corpus", folder);
      assert.is(code, 1, output);
      const finding = readdirSync(folder).find((file) => file.startsWith("finding-"));
      assert.ok(finding, output);
      if (name === "planted-fault") {
        assert.match(output, /five steps in/);
        assert.match((await fuzz(name, "--replay", join(folder, finding))).output, /five steps in/);
      } else assert.match(output, /hangs/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test.run();
