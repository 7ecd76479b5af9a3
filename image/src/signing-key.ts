import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, inTop } from "../../test-rig/paths.ts";
import { lockFile } from "../../test-rig/roots/lock.ts";
import { say } from "../../test-rig/say.ts";
import { runTool } from "../../test-rig/vm/tools.ts";

/** Where a key of this machine's own is kept when none is given: outside every clone. */
export const OWN_KEY = join(cacheDir, "keys/update.key");

const SECRET = "update.key";
export const PUBLIC = "import-pubring.gpg";

/**
 * A folder with the secret key (`update.key`) and the public one as systemd-sysupdate reads it (`import-pubring.gpg`). It is the
 * caller's to remove.
 * @param path the secret key, ASCII-armoured OpenPGP; when it is the machine's own and absent, it is made
 */
export async function openSigningKey(path = OWN_KEY): Promise<string> {
  if (path === OWN_KEY) await ensureOwnKey();
  if (!existsSync(path)) throw new Error(`there is no signing key at ${path}: --key takes an OpenPGP secret key, ASCII-armoured`);
  await mkdir(cacheDir, { recursive: true });
  const keys = await mkdtemp(join(cacheDir, "signing-"));
  await copyFile(path, join(keys, SECRET));
  await runTool(["/run/steps/key.sh", "public"], { steps: inTop("image/steps"), keys });
  return keys;
}

/** Writes FILE.gpg, a detached signature, beside a file of a folder. */
export async function signFile(keys: string, folder: string, name: string): Promise<void> {
  await runTool(["/run/steps/key.sh", "sign", name], { steps: inTop("image/steps"), keys, out: folder });
}

/** Makes a new secret key in a folder. @returns its path */
export async function makeSigningKey(folder: string): Promise<string> {
  await runTool(["/run/steps/key.sh", "make"], { steps: inTop("image/steps"), keys: folder });
  return join(folder, SECRET);
}

async function ensureOwnKey(): Promise<void> {
  const folder = join(cacheDir, "keys");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await lockFile(join(folder, "lock"), () => undefined);
  try {
    if (existsSync(OWN_KEY)) return;
    say(`making a key that signs updates: ${OWN_KEY}`);
    const making = await mkdtemp(join(folder, "making-"));
    await rename(await makeSigningKey(making), OWN_KEY);
    await rm(making, { recursive: true });
  } finally {
    await release();
  }
}
