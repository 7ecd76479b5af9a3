// Coverage-guided fuzzing: npm run fuzz [-- NAME …] [--seconds N | --minutes N] [--replay FILE]. Without a name every target, one after
// the other. The grown corpus is kept in the cache folder; a slice of each runs in npm test.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { buildTypes } from "./build.mjs";
import { fail, run, say } from "./say.mjs";
import { cacheDir, setUp, top } from "./setup.mjs";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string" },
    minutes: { type: "string", default: "10" },
    replay: { type: "string" },
    seed: { type: "string" },
  },
});
const seconds = Math.round(Number(values.seconds ?? Number(values.minutes) * 60));
if (!(seconds > 0)) fail("--seconds and --minutes take a number above 0");
if (values.replay && wanted.length !== 1) fail("--replay FILE goes with the name of one target");

await setUp();
await buildTypes();
const { runInDevRoot } = await import(pathToFileURL(join(top, "dist/test-rig/dev-root.js")).href);
const main = join(top, "dist/fuzz/main.js");
const inJavaScript = execFileSync(process.execPath, [main, "--list"], { encoding: "utf8" }).trim().split("\n");
const needsC = wanted.length === 0 || wanted.some((name) => !inJavaScript.includes(name));
const inC = needsC ? await listC() : new Map();
const known = [...inJavaScript, ...inC.keys()];
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) fail(`No target ${unknown.join(", ")}; there are ${known.join(", ")}`);

let findings = 0;
for (const name of wanted.length > 0 ? wanted : known) {
  if (!(await (inC.has(name) ? fuzzC(name) : fuzzJavaScript(name)))) findings += 1;
}
say(findings === 0 ? "no finding" : `targets with a finding: ${findings}`);
process.exit(findings === 0 ? 0 : 1);

async function fuzzJavaScript(name) {
  say(`${name} for ${seconds} s; the corpus is kept in ${corpusOf(name)}`);
  const options = values.replay ? ["--replay", values.replay] : ["--seconds", String(seconds), "--corpus", corpusOf(name)];
  if (values.seed) options.push("--seed", values.seed);
  const { code } = await run(process.execPath, [main, name, ...options], { cwd: top, show: true });
  return code === 0;
}

/** libFuzzer writes below build/ alone: the corpus lies there while it runs. */
async function fuzzC(name) {
  const program = inC.get(name);
  const corpus = `build/corpus/${name}`;
  mkdirSync(join(top, corpus), { recursive: true });
  say(`${name} for ${seconds} s; the corpus is kept in ${corpus}`);
  const options = values.replay
    ? [relative(top, values.replay)]
    : [`-max_total_time=${seconds}`, "-print_final_stats=1", `-artifact_prefix=build/corpus/${name}-`, corpus];
  return runInDevRoot([program, ...options].join(" "), { root: "fuzz", show: true }).then(
    () => true,
    () => false,
  );
}

/** Every executable of native/test called NAME-fuzz, built: name → path from the top. */
async function listC() {
  await runInDevRoot(
    "test -f build/fuzz/build.ninja || CC=clang-19 CXX=clang++-19 meson setup build/fuzz -Db_sanitize=address,undefined; ninja -C build/fuzz build.ninja",
    { root: "fuzz" },
  );
  const introduced = join(top, "build/fuzz/meson-info/intro-targets.json");
  if (!existsSync(introduced)) fail("Meson has described no targets in build/fuzz: remove that folder and try again");
  const targets = JSON.parse(readFileSync(introduced, "utf8")).filter(({ type, name }) => type === "executable" && name.endsWith("-fuzz"));
  const found = new Map(
    targets.map(({ name, filename }) => [name.replace(/-fuzz$/, ""), `build/fuzz/${filename[0].split("/build/fuzz/")[1]}`]),
  );
  await runInDevRoot(`ninja ${[...found.values()].map((path) => path.replace("build/fuzz/", "")).join(" ")} -C build/fuzz`, {
    root: "fuzz",
  });
  return found;
}

function corpusOf(name) {
  return join(cacheDir, "fuzz", name);
}
