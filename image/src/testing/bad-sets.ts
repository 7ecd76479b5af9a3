import { execFileSync } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeSigningKey, openSigningKey, signFile } from "../signing-key.ts";
import { MANIFEST, writeManifest } from "../update-set.ts";

const SIGNATURE = `${MANIFEST}.gpg`;

/** Update sets that a device has to refuse, as folders, beside one that it has to take. */
export const badSets = ["foreign", "changed", "expired", "older", "short"] as const;
export type BadSet = (typeof badSets)[number];

/** The public key that the set `expired` was signed with, in that set's folder. */
export const EXPIRED_RING = "ring.gpg";

/** @param folder gets a folder for each, and `good` @param good folder of a set that is whole */
export async function makeBadSets(folder: string, good: string): Promise<void> {
  for (const name of [...badSets, "good"]) mkdirSync(join(folder, name));
  const own = await openSigningKey();
  const keyFolder = join(folder, ".key");
  mkdirSync(keyFolder);
  const foreign = await openSigningKey(await makeSigningKey(keyFolder));
  try {
    copySigned(good, join(folder, "foreign"));
    await signFile(foreign, join(folder, "foreign"), MANIFEST);
    copySigned(good, join(folder, "changed"));
    changeManifest(join(folder, "changed", MANIFEST));
    copySigned(good, join(folder, "expired"));
    signExpired(join(folder, "expired"), keyFolder);
    for (const kind of ["_a.root", "_b.verity", ".efi"]) writeFileSync(join(folder, "older", `alongside_0.9.0${kind}`), "older");
    await writeManifest(join(folder, "older"), own);
  } finally {
    for (const path of [own, foreign, keyFolder]) rmSync(path, { recursive: true, force: true });
  }
  for (const name of readdirSync(good)) {
    share(join(good, name), join(folder, "good", name));
    if (name.endsWith(".root")) cutInHalf(join(good, name), join(folder, "short", name));
    else share(join(good, name), join(folder, "short", name));
  }
}

/** List and signature alone: a device asks for no more before it trusts them. */
function copySigned(good: string, to: string): void {
  for (const name of [MANIFEST, SIGNATURE]) copyFileSync(join(good, name), join(to, name));
}

/** One file is said to have another hash. */
function changeManifest(path: string): void {
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
  );
}

/** By a key that was good for a month, when it was. */
function signExpired(set: string, folder: string): void {
  const home = join(folder, "expired");
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...args: string[]) => {
    const common = [
      "--batch",
      "--quiet",
      "--no-tty",
      "--yes",
      "--pinentry-mode=loopback",
      "--passphrase=",
      "--faked-system-time=20240101T000000!",
    ];
    return execFileSync("gpg", [`--homedir=${home}`, ...common, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  };
  try {
    gpg("--quick-generate-key", "Alongside updates", "ed25519", "sign", "30d");
    writeFileSync(join(set, EXPIRED_RING), gpg("--export"));
    gpg("--detach-sign", "--output", join(set, SIGNATURE), join(set, MANIFEST));
  } finally {
    execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
  }
}

function share(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function cutInHalf(from: string, to: string): void {
  execFileSync("cp", ["--sparse=always", from, to]);
  truncateSync(to, Math.floor(statSync(from).size / 2));
}
