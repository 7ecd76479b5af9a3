import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, inTop } from "../../test-rig/paths.ts";
import { lockFile } from "../../test-rig/roots/lock.ts";
import { ensureRoot } from "../../test-rig/roots.ts";
import { say } from "../../test-rig/say.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import { settleSigningTime } from "./signing-time.ts";

/** Both PEM. */
export interface BootKey {
  /** The secret RSA key. */
  readonly key: string;
  /** Its X.509 certificate, which firmware is given. */
  readonly certificate: string;
}

const NAMES = { key: "secure-boot.key", certificate: "secure-boot.pem" } as const;
const OWN = join(cacheDir, "keys/secure-boot");

/** Copies the key that signs what firmware starts into a folder of keys. @param given this machine's own, made when absent, if undefined */
export async function addBootKey(keys: string, given?: BootKey): Promise<void> {
  const { key, certificate } = given ?? (await ownKey());
  const text = await readFile(key, "utf8");
  if (createPrivateKey(text).asymmetricKeyType !== "rsa") throw new Error(`${key} is no RSA key: firmware knows no other`);
  await writeFile(join(keys, NAMES.key), text, { mode: 0o600 });
  await copyFile(certificate, join(keys, NAMES.certificate));
}

/** Makes a key and a certificate in a folder. */
export async function makeBootKey(folder: string): Promise<BootKey> {
  await runTool(["/run/steps/secure-boot.sh", "make"], {
    steps: inTop("image/steps"),
    keys: folder,
    root: await ensureRoot("kiosk"),
  });
  return { key: join(folder, NAMES.key), certificate: join(folder, NAMES.certificate) };
}

/** Signs a PE file of a folder for firmware; the same file has the same signature. @param epoch seconds since 1970 */
export async function signForFirmware(keys: string, folder: string, name: string, epoch: number): Promise<void> {
  await runTool(["/run/steps/secure-boot.sh", "sign", name], { steps: inTop("image/steps"), keys, out: folder });
  const path = join(folder, `${name}.signed`);
  const file = await readFile(path);
  settleSigningTime(file, createPrivateKey(await readFile(join(keys, NAMES.key), "utf8")), epoch);
  await writeFile(path, file);
  await rename(path, join(folder, name));
}

/** Makes the folder `enrol`: what systemd-boot gives a firmware in setup mode (loader/keys of the boot partition). */
export async function makeEnrolment(keys: string, folder: string, epoch: number): Promise<void> {
  await rm(join(folder, "enrol"), { recursive: true, force: true });
  await runTool(["/run/steps/secure-boot.sh", "enrol", String(epoch)], { steps: inTop("image/steps"), keys, out: folder });
}

async function ownKey(): Promise<BootKey> {
  await mkdir(join(cacheDir, "keys"), { recursive: true, mode: 0o700 });
  const release = await lockFile(join(cacheDir, "keys/lock"), () => undefined);
  try {
    if (!existsSync(OWN)) {
      say(`making a key for Secure Boot: ${OWN}`);
      const making = await mkdtemp(join(cacheDir, "keys/making-"));
      await makeBootKey(making);
      await rename(making, OWN);
    }
    return { key: join(OWN, NAMES.key), certificate: join(OWN, NAMES.certificate) };
  } finally {
    await release();
  }
}
