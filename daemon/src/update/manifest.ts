import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { UpdateRefused } from "./refusal.ts";

export const MANIFEST = "SHA256SUMS";
export const SIGNATURE = `${MANIFEST}.gpg`;

/** One file of an update set. */
export interface SetFile {
  readonly name: string;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

/** The files of one version, as systemd-sysupdate's transfers name them. */
export interface VersionFiles {
  readonly root: SetFile;
  readonly verity: SetFile;
  readonly kernel: SetFile;
  /** Null in a set without: then the kernel is fetched whole. */
  readonly kernelHashes: SetFile | null;
}

/** The manifest's lines (sha256sum(1)); a line that is none is left out, as systemd does. */
export function readManifest(text: string): readonly SetFile[] {
  return text.split("\n").flatMap((line) => {
    const [, sha256, name] = /^([0-9a-f]{64}) [ *]([0-9A-Za-z][0-9A-Za-z._~^+-]{0,199})$/.exec(line) ?? [];
    return sha256 === undefined || name === undefined ? [] : [{ name, sha256 }];
  });
}

/** @throws UpdateRefused when one is missing */
export function filesOf(version: string, manifest: readonly SetFile[]): VersionFiles {
  const one = (begin: string, end: string): SetFile => {
    const file = manifest.find(({ name }) => name.startsWith(begin) && name.endsWith(end));
    if (!file) throw new UpdateRefused(`the update ${version} has no file ${begin}…${end}`);
    return file;
  };
  return {
    root: one(`alongside_${version}_`, ".root"),
    verity: one(`alongside_${version}_`, ".verity"),
    kernel: one(`alongside_${version}.efi`, ".efi"),
    kernelHashes: manifest.find(({ name }) => name === `alongside_${version}.kernel-hashes`) ?? null,
  };
}

/** Of a file of any size, in hexadecimal digits; null when it cannot be read. */
export async function sha256Of(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return null;
  }
  return hash.digest("hex");
}
