import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync } from "node:fs";
import { mkdir, mkdtemp, rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir } from "../paths.ts";
import { lockFile } from "../roots/lock.ts";
import { say } from "../say.ts";

/** Folders of each kind that stay; a saved state takes 700 MB, and each build of the product makes a new one. */
const KEPT = 3;
const LONGEST_MS = 3_600_000;
const dir = join(cacheDir, "vm");

/**
 * A folder of the cache that `make` fills, made once for each hash, whoever asks first. The oldest of its kind go.
 * @param kind `kernel`, `product`, `state`
 * @param what for the person who waits
 */
export async function ensureMade(kind: string, hash: string, what: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(dir, `${kind}-${hash}`);
  if (!existsSync(folder)) {
    await mkdir(dir, { recursive: true });
    const release = await lockFile(join(dir, `${kind}.lock`), () => say(`waiting for another process that makes ${what}`));
    try {
      if (!existsSync(folder)) await makeFolder(folder, make);
      prune(kind, folder);
    } finally {
      await release();
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** Whether it is there already. */
export function isMade(kind: string, hash: string): boolean {
  return existsSync(join(dir, `${kind}-${hash}`));
}

async function makeFolder(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  const unfinished = await mkdtemp(join(dir, "making-"));
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

function prune(kind: string, newest: string): void {
  const folders = readdirSync(dir)
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => join(dir, name))
    .filter((path) => path !== newest);
  const byUse = folders.map((path) => ({ path, usedMs: statSync(path).mtimeMs })).sort((a, b) => b.usedMs - a.usedMs);
  for (const { path } of byUse.slice(KEPT - 1)) rmSync(path, { recursive: true, force: true });
  // Left by one that was killed; nothing takes an hour to make.
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith("making-"))) {
    const path = join(dir, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > LONGEST_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** Content hash of texts, and of files and folders with the names, modes and contents of all that is in them. */
export function hashOf(texts: readonly string[], paths: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(texts));
  for (const path of paths) for (const file of filesBelow(path)) addFile(hash, file, file.slice(path.length));
  return hash.digest("hex").slice(0, 16);
}

function addFile(hash: ReturnType<typeof createHash>, path: string, name: string): void {
  const stat = lstatSync(path);
  hash.update(`\0${name}\0${stat.mode}\0`);
  hash.update(stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path));
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
