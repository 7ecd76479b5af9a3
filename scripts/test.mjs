// All set-up, then every suite; the last line is `N passed, N failed`. npm test [-- part of a suite's name …]
// With --long (npm run test:long) those that take too long, or more than an emulated processor can promise.
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { buildAll } from "./build.mjs";
import { check } from "./check.mjs";
import { run, say } from "./say.mjs";
import { setUp, top } from "./setup.mjs";

const bin = (name) => join(top, "node_modules/.bin", name);
const totals = { passed: 0, failed: 0 };
const failures = [];
const isLong = process.argv[2] === "--long";
const wanted = process.argv.slice(isLong ? 3 : 2);
/** Emulated where there is no KVM: ten times slower, and the first has to boot and save the machine. */
const MACHINE_S = 900;
const BOOT_S = 900;
const LONG_S = 3600;

/** The count of uvu: a file that ran no test, or crashed before its count, has failed. */
function countOf(output, code) {
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const skipped = Number(/Skipped:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const failed = total - passed + skipped;
  return { passed, failed: failed === 0 && (code !== 0 || total === 0) ? 1 : failed };
}

async function suite(name, work) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) return;
  const began = Date.now();
  let count;
  try {
    count = await work();
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.stack : error}\n`);
    count = { passed: 0, failed: 1 };
  }
  totals.passed += count.passed;
  totals.failed += count.failed;
  if (count.failed > 0) failures.push(name);
  say(`${name}: ${count.passed} passed, ${count.failed} failed (${Math.round((Date.now() - began) / 1000)} s)`);
}

/** One file in a process of its own, ended when it takes longer than `limitS`. */
async function inOwnProcess(file, limitS) {
  const { code, output } = await run(process.execPath, [file], {
    cwd: top,
    show: true,
    timeout: limitS * 1000,
    killSignal: "SIGTERM",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  return countOf(output, code);
}

/** Compiled test files whose name ends in `ending`, below `folder` of dist. */
function testFiles(ending, folder = "") {
  const dir = join(top, "dist", folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true })
    .filter((name) => name.endsWith(ending) && existsSync(join(top, folder, name.replace(/\.js$/, ".ts"))))
    .map((name) => join(dir, name))
    .sort();
}

async function unitTests() {
  const { code, output } = await run(
    bin("c8"),
    [
      "--reporter=text-summary",
      "--reporter=lcovonly",
      "--exclude=**/*.test.js",
      "--src=dist",
      bin("uvu"),
      "dist",
      "(?<!\\.(rig|media|dev|vm|long))\\.test\\.js$",
    ],
    { cwd: top, show: true, timeout: 600_000, env: { ...process.env, FORCE_COLOR: "0" } },
  );
  return countOf(output, code);
}

/** C tests under the address and undefined-behaviour sanitizers, in the dev root. */
async function nativeTests(runInDevRoot) {
  if (!existsSync(join(top, "build/sanitized/build.ninja"))) {
    await runInDevRoot("rm -rf build/sanitized && meson setup build/sanitized -Db_sanitize=address,undefined");
  }
  const output = await runInDevRoot(
    "ninja -C build/sanitized && meson test -C build/sanitized --print-errorlogs --no-rebuild 2>&1 || true",
  );
  process.stdout.write(output);
  const count = (word) => Number(new RegExp(`^${word}:\\s+(\\d+)`, "m").exec(output)?.[1] ?? 0);
  const passed = count("Ok");
  const failed = count("Fail") + count("Timeout") + count("Unexpected Pass") + count("Skipped");
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}

async function main() {
  await setUp({ tests: true });
  await buildAll();
  if (isLong) {
    for (const file of testFiles(".long.test.js")) await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, LONG_S));
    return;
  }
  await suite("check", check);
  await suite("unit", unitTests);
  const { runInDevRoot } = await import(pathToFileURL(join(top, "dist/test-rig/dev-root.js")).href);
  await suite("native", () => nativeTests(runInDevRoot));
  for (const file of testFiles(".dev.test.js")) {
    await suite(relative(join(top, "dist"), file), async () => {
      const output = await runInDevRoot(`node ${relative(top, file)} 2>&1 || true`);
      process.stdout.write(output);
      return countOf(output, 0);
    });
  }
  for (const file of testFiles(".media.test.js")) await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, 400));
  for (const file of testFiles(".rig.test.js")) await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, 600));
  let bootS = BOOT_S;
  for (const file of testFiles(".vm.test.js")) {
    await suite(relative(join(top, "dist"), file), () => {
      const limitS = MACHINE_S + bootS;
      bootS = 0;
      return inOwnProcess(file, limitS);
    });
  }
}

try {
  await main();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  failures.push("set-up or build");
  totals.failed += 1;
}
if (failures.length > 0) process.stdout.write(`failed: ${failures.join(", ")}\n`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 ? 0 : 1);
