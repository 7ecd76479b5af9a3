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
/** Emulated where there is no KVM: ten times slower, and the first two have to wait until the machine has booted and is saved. */
const MACHINE_S = 900;
const BOOT_S = 900;
/** A file of the dev root's, which would else wait for ever for what it has not closed. */
const DEV_S = 600;
/** A machine waits for half of its time: two at once are done sooner. */
const MACHINES = 2;
const LONG_S = 3600;

/** The count of uvu: a file that ran no test, or crashed before its count, has failed. */
function countOf(output, code) {
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const skipped = Number(/Skipped:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const failed = total - passed + skipped;
  return { passed, failed: failed === 0 && (code !== 0 || total === 0) ? 1 : failed };
}

function isWanted(name) {
  return wanted.length === 0 || wanted.some((part) => name.includes(part));
}

async function suite(name, work) {
  if (!isWanted(name)) return;
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

/** One file in a process of its own, ended when it takes longer than `limitS`. @param isAlone whether its words may be shown as they come */
async function inOwnProcess(file, limitS, isAlone = true) {
  const { code, output } = await run(process.execPath, [file], {
    cwd: top,
    show: isAlone,
    timeout: limitS * 1000,
    killSignal: "SIGTERM",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  if (!isAlone) process.stdout.write(output);
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

async function machineTests(files) {
  const waiting = files.filter((file) => isWanted(relative(join(top, "dist"), file)));
  const isAlone = waiting.length === 1;
  const work = async () => {
    for (let limitS = MACHINE_S + BOOT_S, file = waiting.shift(); file; limitS = MACHINE_S, file = waiting.shift()) {
      await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, limitS, isAlone));
    }
  };
  await Promise.all(Array.from({ length: MACHINES }, work));
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
      const output = await runInDevRoot(`timeout ${DEV_S} node ${relative(top, file)} 2>&1 || true`);
      process.stdout.write(output);
      return countOf(output, 0);
    });
  }
  for (const file of testFiles(".media.test.js")) await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, 400));
  for (const file of testFiles(".rig.test.js")) await suite(relative(join(top, "dist"), file), () => inOwnProcess(file, 600));
  await machineTests(testFiles(".vm.test.js"));
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
