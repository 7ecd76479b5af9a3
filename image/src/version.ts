import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inTop, top } from "../../test-rig/paths.ts";

/** systemd-sysupdate and systemd-boot compare versions of these characters (UAPI.10); `_` and `+` divide the parts of file names. */
const VERSION = /^[0-9][0-9A-Za-z.~^-]{0,30}$/;

/** The version of an image. @throws Error when it could not be compared or written into a partition's name */
export function imageVersion(given?: string): string {
  const version = given ?? (JSON.parse(readFileSync(inTop("package.json"), "utf8")) as { version: string }).version;
  if (!VERSION.test(version))
    throw new Error(`a version begins with a digit and has at most 31 of 0-9 A-Z a-z . ~ ^ -, which ${JSON.stringify(version)} has not`);
  return version;
}

/** Seconds since 1970 that every file of the image is said to be from: SOURCE_DATE_EPOCH, or the last commit's. */
export function sourceDateEpoch(env: NodeJS.ProcessEnv = process.env): number {
  const given = env["SOURCE_DATE_EPOCH"];
  const text = given ?? execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: top, encoding: "utf8" }).trim();
  if (!/^\d{1,10}$/.test(text)) throw new Error(`SOURCE_DATE_EPOCH is a number of seconds, not ${JSON.stringify(text)}`);
  return Number(text);
}

/** A UUID that is the same for the same words (RFC 9562, version 8). */
export function uuidOf(...words: readonly string[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(words)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return asUuid(bytes.toString("hex"));
}

/** The halves of a root hash as the UUIDs of a slot's two partitions (Discoverable Partitions Specification). */
export function partitionUuids(roothash: string): { readonly root: string; readonly verity: string } {
  if (!/^[0-9a-f]{64}$/.test(roothash)) throw new Error(`a root hash has 64 hexadecimal digits, not ${JSON.stringify(roothash)}`);
  return { root: asUuid(roothash.slice(0, 32)), verity: asUuid(roothash.slice(32)) };
}

function asUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
