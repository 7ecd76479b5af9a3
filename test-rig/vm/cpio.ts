/** A file in an initial root file system. */
export interface CpioFile {
  /** Without a leading slash. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

const FILE_MODE = 0o100600;
const FOLDER_MODE = 0o040755;

/**
 * An archive that the kernel unpacks after the others of its initrd (Documentation/driver-api/early-userspace/buffer-format.rst):
 * `newc`, each part on a boundary of four bytes. Folders are made for the files.
 */
export function writeCpio(files: readonly CpioFile[]): Buffer {
  const folders = new Set(files.flatMap(({ path }) => parents(path)));
  const parts = [...[...folders].sort().map((path) => entry(path, FOLDER_MODE, Buffer.alloc(0)))];
  for (const { path, content } of files) parts.push(entry(path, FILE_MODE, Buffer.from(content)));
  return Buffer.concat([...parts, entry("TRAILER!!!", 0, Buffer.alloc(0))]);
}

function parents(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

function entry(path: string, mode: number, content: Buffer): Buffer {
  const name = Buffer.from(`${path}\0`);
  // ino, mode, uid, gid, nlink, mtime, size, device (4 numbers), name's length, checksum.
  const fields = [0, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`);
  return Buffer.concat([padded(Buffer.concat([head, name])), padded(content)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
