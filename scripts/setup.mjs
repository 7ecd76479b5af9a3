import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fail, must, run, say } from "./say.mjs";

export const top = dirname(dirname(new URL(import.meta.url).pathname));
const isRoot = process.getuid?.() === 0;
/** What outlives a clone: roots and compiled packages, each under the hash of what it was made from. */
export const cacheDir = process.env.ALONGSIDE_CACHE ?? (isRoot ? "/var/cache/alongside" : join(homedir(), ".cache/alongside"));

/** Debian packages of the host, each with the reason that is shown. */
const hostPackages = {
  "build-essential": "compiles the SQLite binding",
  python3: "compiles the SQLite binding",
  mmdebstrap: "builds the kiosk's Debian 13 root",
  "debian-archive-keyring": "checks the kiosk's Debian packages",
  "util-linux": "keeps the kiosk in namespaces of its own",
};
const testPackages = {
  chromium: "is the agent's browser in tests",
  curl: "fetches updates in tests",
  gpg: "signs updates in tests",
  "gpg-agent": "signs updates in tests",
  openssl: "makes certificates in tests",
};

/** Everything before the first build: Node, Debian packages, npm packages. Quick when nothing changed. */
export async function setUp({ tests = false } = {}) {
  requireNode();
  const wanted = { ...hostPackages, ...(tests ? testPackages : {}), ...(isRoot ? {} : { uidmap: "maps the kiosk's users without root" }) };
  if (!nodeHeaders()) wanted["libnode-dev"] = "has the headers of Debian's own Node";
  await installDebianPackages(wanted);
  await installNpmPackages();
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Alongside needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Prefix whose include/node holds this Node's headers, or undefined. */
function nodeHeaders() {
  return [dirname(dirname(process.execPath)), "/usr"].find((prefix) => existsSync(join(prefix, "include/node/node.h")));
}

async function installDebianPackages(wanted) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own fields
  const query = await run("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\\n", ...Object.keys(wanted)]).catch(() =>
    fail("Alongside runs on Debian 12 or 13: dpkg-query was not found."),
  );
  const present = new Set(query.output.split("\n").flatMap((line) => (line.endsWith(" installed") ? [line.split(" ")[0]] : [])));
  const missing = Object.keys(wanted).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const asRoot = await rootPrefix();
  if (!asRoot) {
    fail(
      `These Debian packages are missing, and there is neither root nor sudo here:\n${missing.map((name) => `  ${name}  (${wanted[name]})`).join("\n")}\nAsk for:  apt-get install --no-install-recommends ${missing.join(" ")}`,
    );
  }
  for (const name of missing) say(`installing Debian package ${name}: ${wanted[name]}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => must(asRoot[0], [...asRoot.slice(1), "apt-get", "-q", ...args], { env });
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...missing);
}

async function rootPrefix() {
  if (isRoot) return ["env"];
  const sudo = await run("sudo", ["-n", "true"]).catch(() => ({ code: 1 }));
  return sudo.code === 0 ? ["sudo", "-n", "env"] : undefined;
}

async function installNpmPackages() {
  const lock = readFileSync(join(top, "package-lock.json"));
  const hash = createHash("sha256").update(lock).update(process.version).digest("hex");
  const stamp = join(top, "node_modules/.alongside-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  say("installing npm packages");
  // Scripts of packages stay off: the only one needed is the SQLite binding's, and it is run by name below.
  // Not `npm ci`: it refuses a lock without the tools' builds for other systems, and not every registry holds those.
  await must("npm", ["install", "--no-save", "--ignore-scripts", "--loglevel=error"], { cwd: top });
  await buildSqliteBinding();
  writeFileSync(stamp, hash);
}

/** The binding's prebuilt download is out of reach, so it is compiled once per version and kept outside the clone. */
async function buildSqliteBinding() {
  const dir = join(top, "node_modules/better-sqlite3");
  const { version } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  const kept = join(cacheDir, `better-sqlite3-${version}-abi${process.versions.modules}-${process.arch}.node`);
  const built = join(dir, "build/Release/better_sqlite3.node");
  if (!existsSync(kept)) {
    say("compiling the SQLite binding (about two minutes, once)");
    const headers = nodeHeaders();
    if (!headers)
      fail(`No headers of this Node were found: neither beside ${process.execPath} nor in /usr/include/node (package libnode-dev).`);
    await must("npm", ["rebuild", "better-sqlite3", "--build-from-source", "--loglevel=error"], {
      cwd: top,
      env: { ...process.env, npm_config_nodedir: headers, npm_config_build_from_source: "true", JOBS: "2" },
    });
    mkdirSync(cacheDir, { recursive: true });
    copyFileSync(built, `${kept}.${process.pid}`);
    renameSync(`${kept}.${process.pid}`, kept);
    return;
  }
  mkdirSync(dirname(built), { recursive: true });
  // A desk may have the old file mapped: put the new one in its place instead of writing into it.
  copyFileSync(kept, `${built}.new`);
  renameSync(`${built}.new`, built);
}
