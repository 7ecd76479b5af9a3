// Sets up, builds and runs one of the product's programs: node scripts/run.mjs PROGRAM [arguments]
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildAll } from "./build.mjs";
import { fail, say } from "./say.mjs";
import { setUp, top } from "./setup.mjs";

/** Program → its entry, and whether it needs the device's native parts and the test browser. */
const programs = {
  start: { entry: "dist/test-rig/start.js", native: true },
  rig: { entry: "dist/test-rig/cli.js", native: true },
  image: { entry: "dist/image/src/main.js", native: true },
  desk: { entry: "build/desk/desk.mjs" },
  "bench:start": { entry: "dist/test-rig/bench/start.js", native: true, tests: true },
  "bench:input": { entry: "dist/test-rig/bench/input.js", native: true, tests: true },
  "bench:image": { entry: "dist/image/bench/main.js", native: true },
  "bench:media": { entry: "dist/test-rig/bench/media.js", native: true, tests: true },
};

const [name = "", ...args] = process.argv.slice(2);
const program = programs[name];
if (!program) fail(`Unknown program ${JSON.stringify(name)}; known: ${Object.keys(programs).join(", ")}`);
try {
  await setUp({ tests: program.tests === true });
  await buildAll({ native: program.native === true });
} catch (error) {
  fail(String(error instanceof Error ? error.message : error));
}
say("ready");
const child = spawn(process.execPath, [join(top, program.entry), ...args], { stdio: "inherit", cwd: top });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal === "SIGINT" ? "SIGTERM" : signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
