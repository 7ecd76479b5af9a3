import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const STEP_BYTES = 4096;
/** At either end of a file, where the loader reads, it stays as it is: of a library of 1 MB still less than one compressed cluster. */
const KEPT_SHARE = 1 / 8;

/**
 * Writes a folder that is laid over a root: each program and library of a Debian package as if it had been compiled anew, one bit changed in
 * each 4096 bytes of its middle. No block of them is in the version before, which is the most that an update of that package can cost.
 * @param name as in dpkg's info folder, with the processor's name where it has one
 * @returns how many bytes were changed files
 * @throws Error when the root has no such package, or it has no such files
 */
export function writeChangedPackage(root: string, name: string, folder: string): number {
  const list = readFileSync(join(root, `var/lib/dpkg/info/${name}.list`), "utf8");
  const files = list.split("\n").filter((path) => /^\/(usr\/)?(s?bin|lib)\//.test(path) && lstatSync(join(root, path)).isFile());
  let bytes = 0;
  for (const path of files) {
    const data = readFileSync(join(root, path));
    const kept = Math.floor(data.length * KEPT_SHARE);
    for (let at = kept; at < data.length - kept; at += STEP_BYTES) data.writeUInt8(data.readUInt8(at) ^ 1, at);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data, { mode: lstatSync(join(root, path)).mode });
    bytes += data.length;
  }
  if (bytes === 0) throw new Error(`${name} has neither programs nor libraries: name another package`);
  return bytes;
}
