import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { must, say } from "./say.mjs";
import { setUp, top } from "./setup.mjs";

const inTop = (...parts) => join(top, ...parts);
const device = inTop("build/device");
const desk = inTop("build/desk");

/** Packages with native parts, and what of each the device has no use for. */
const nativePackages = [
  ["@roamhq/wrtc", null],
  [`@roamhq/wrtc-linux-${process.arch}`, null],
  ["node-hid", /node-hid\/(src|hidapi|prebuilds\/(?!HID_hidraw-linux-(x64|arm64)(\/|$)).+)/],
  ["pkg-prebuilds", null],
];

/** Compiles all TypeScript projects to dist/. */
export async function buildTypes() {
  await must(inTop("node_modules/.bin/tsc"), ["-b"], { cwd: top });
}

/** What ships on the device and at the desk, one file per process; native packages stay external. */
export async function bundle() {
  const { build } = await import("esbuild");
  const node = {
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["source"],
    define: { ALONGSIDE_VERSION: JSON.stringify(JSON.parse(readFileSync(inTop("package.json"), "utf8")).version) },
    external: ["@roamhq/wrtc", "better-sqlite3", "@node-rs/argon2", "node-hid"],
    // Packages in CommonJS ask for require, which an ES module does not have.
    banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
    logLevel: "error",
  };
  const page = { bundle: true, format: "esm", target: "es2022", conditions: ["source"], minify: true, logLevel: "error" };
  const jobs = [
    [node, "daemon/src/main.ts", join(device, "daemon.mjs")],
    [node, "daemon/src/update/main.ts", join(device, "update.mjs")],
    [node, "daemon/media/main.ts", join(device, "media.mjs")],
    [node, "daemon/src/network-main.ts", join(device, "network.mjs")],
    [node, "test-rig/supervisor/main.ts", join(device, "rig-supervisor.mjs")],
    // Its unit is in test-rig/guest/tree: both get into the virtual machine and into no image.
    [node, "test-rig/guest/agent/main.ts", inTop("build/guest/usr/lib/alongside-rig/agent.mjs")],
    [node, "native/lib/input-check.ts", inTop("build/guest/usr/lib/alongside-rig/input-check.mjs")],
    // Runs inside the image's root before that is packed.
    [node, "image/src/checks/main.ts", inTop("build/checks/libraries.mjs")],
    [node, "desk/src/main.ts", join(desk, "desk.mjs")],
    [page, "ui-shell/src/main.ts", join(device, "panel/main.js")],
    [page, "desk/console/main.ts", join(desk, "console/main.js")],
    [page, "test-rig/glass-page/main.ts", inTop("build/glass/main.js")],
  ];
  const built = await Promise.all(
    jobs.map(([options, entry, outfile]) => build({ ...options, entryPoints: [inTop(entry)], outfile, metafile: true })),
  );
  copyPages("ui-shell/src", join(device, "panel"));
  copyPages("desk/console", join(desk, "console"));
  copyPages("test-rig/glass-page", inTop("build/glass"));
  cpSync(inTop("ui-shell/app"), join(device, "app"), { recursive: true });
  for (const [name, without] of nativePackages) copyNativePackage(name, without);
  listDevicePackages(built.filter((_, index) => jobs[index][2].startsWith(device)));
}

/** Which npm packages are in build/device, for the image's bill of materials: their folders, as JSON. */
function listDevicePackages(built) {
  const inputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)));
  const bundled = inputs.flatMap((path) => /(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const folders = new Set([...bundled, ...nativePackages.map(([name]) => `node_modules/${name}`)]);
  writeFileSync(inTop("build/device-packages.json"), JSON.stringify([...folders].sort()));
}

/** HTML, CSS and sounds beside a page's sources. */
function copyPages(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(inTop(from))) {
    if (/\.(html|css|svg|png|js)$/.test(name)) cpSync(inTop(from, name), join(to, name));
  }
}

function copyNativePackage(name, without) {
  const to = join(device, "node_modules", name);
  if (existsSync(to)) return;
  const filter = (path) => !without?.test(path);
  cpSync(inTop("node_modules", name), to, { recursive: true, dereference: true, filter });
}

/** Of build/native, and where it goes. */
const deviceParts = [
  ["native/screen", "bin/screen"],
  ["native/pulse", "bin/pulse"],
  ["native/backdrop/backdrop", "bin/backdrop"],
  ["ui-shell/host/host", "bin/host"],
  ["test-rig/native/glass", "bin/glass"],
  ["native/alongside.node", "native/alongside.node"],
];
const stripped = "build/stripped";
/** Symbols are a fifth of what they belong to. Those of our own parts stay in build/native. */
const withoutSymbols = `mkdir -p ${stripped} && for file in ${deviceParts.map(([from]) => from).join(" ")}; do
    strip --strip-unneeded -o ${stripped}/$(basename $file) build/native/$file || exit 1
  done
  for file in build/device/node_modules/@roamhq/wrtc-linux-*/wrtc.node; do
    strip --strip-unneeded -o $file.new $file && mv $file.new $file || exit 1
  done`;

/** Compiles the C of the device in the Debian 13 dev root and lays it into build/device. */
export async function buildNative() {
  const { runInDevRoot } = await import(pathToFileURL(inTop("dist/test-rig/dev-root.js")).href);
  if (!existsSync(inTop("build/native/build.ninja"))) {
    rmSync(inTop("build/native"), { recursive: true, force: true });
    mkdirSync(inTop("build"), { recursive: true });
    await runInDevRoot("meson setup build/native");
  }
  await runInDevRoot(`ninja -C build/native && ${withoutSymbols}`);
  for (const [from, to] of deviceParts) copyWhole(inTop(stripped, basename(from)), join(device, to));
  // Not on the device: the image's kernel brings it along.
  copyWhole(inTop("build/native/native/backdrop/splash.bmp"), inTop("build/splash.bmp"));
}

/** A kiosk may be running the old file: put the new one in its place instead of writing into it. */
function copyWhole(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

/** All of it, with progress. `native` false leaves the device's C out (the desk needs none). */
export async function buildAll({ native = true } = {}) {
  say("compiling TypeScript");
  await buildTypes();
  if (native) {
    const { ensureRoot } = await import(pathToFileURL(inTop("dist/test-rig/roots.js")).href);
    await ensureRoot("kiosk");
    await ensureRoot("dev");
  }
  say("bundling");
  await bundle();
  if (!native) return;
  say("compiling the device's native parts");
  await buildNative();
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await setUp();
  await buildAll();
  say("built");
}
