import { createHash } from "node:crypto";
import { createReadStream, readdirSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { signFile } from "./signing-key.ts";

/** What systemd-sysupdate asks for first; its line for each file is what makes it trusted. */
export const MANIFEST = "SHA256SUMS";

export interface SetOptions {
  /** Folder with root.erofs, root.verity and the UKI. */
  readonly from: string;
  readonly out: string;
  readonly version: string;
  readonly uuids: { readonly root: string; readonly verity: string };
  readonly keys: string;
}

/** Makes the folder from which devices are updated (image/tree/usr/lib/sysupdate.d). @returns its name below `out` */
export async function makeUpdateSet({ from, out, version, uuids, keys }: SetOptions): Promise<string> {
  const name = `update-${version}`;
  const folder = join(out, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const sources = {
    [`alongside_${version}_${uuids.root}.root`]: "root.erofs",
    [`alongside_${version}_${uuids.verity}.verity`]: "root.verity",
    [`alongside_${version}.efi`]: `alongside_${version}.efi`,
  };
  for (const [target, source] of Object.entries(sources)) await link(join(from, source), join(folder, target));
  await writeFile(join(folder, `alongside_${version}.kernel-hashes`), kernelHashes(await readFile(join(from, `alongside_${version}.efi`))));
  await writeManifest(folder, keys);
  return name;
}

const BLOCK = 4096;

/** The hash of each block of a kernel, so that a device fetches only those that are new (daemon/src/update/kernel-hashes.ts). */
export function kernelHashes(kernel: Buffer): string {
  const padded = Buffer.concat([kernel, Buffer.alloc((BLOCK - (kernel.length % BLOCK)) % BLOCK)]);
  const digests = Array.from({ length: padded.length / BLOCK }, (_, index) =>
    createHash("sha256")
      .update(padded.subarray(index * BLOCK, (index + 1) * BLOCK))
      .digest(),
  );
  return JSON.stringify({ blockBytes: BLOCK, bytes: kernel.length, sha256: Buffer.concat(digests).toString("base64") });
}

/** Writes manifest and signature for the files of a folder. */
export async function writeManifest(folder: string, keys: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => !name.startsWith(MANIFEST));
  const lines = await Promise.all(names.sort().map(async (name) => `${await sha256Of(join(folder, name))}  ${name}\n`));
  await writeFile(join(folder, MANIFEST), lines.join(""));
  await signFile(keys, folder, MANIFEST);
}

/** Of a file of any size, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
