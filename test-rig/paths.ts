import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone's top folder, found from this file whether it runs from the sources or from `dist/`. */
export const top = findTop(dirname(fileURLToPath(import.meta.url)));

/** True for the superuser of this (user) namespace. */
export const isRoot = process.getuid?.() === 0;

/** What outlives a clone, shared by all clones of a user: roots, their downloaded packages, compiled npm packages. */
export const cacheDir = process.env.ALONGSIDE_CACHE ?? (isRoot ? "/var/cache/alongside" : join(homedir(), ".cache/alongside"));

/** A path inside the clone. */
export function inTop(...parts: string[]): string {
  return join(top, ...parts);
}

function findTop(from: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { name?: unknown };
    if (name === "alongside") return from;
  } catch {
    // No package.json here: look further up.
  }
  const parent = dirname(from);
  if (parent === from)
    throw new Error("the test rig must lie inside a clone of alongside: no package.json with that name was found above it");
  return findTop(parent);
}
