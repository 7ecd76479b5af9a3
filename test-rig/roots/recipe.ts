import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inTop } from "../paths.ts";

/** Debian release of every root. */
export const SUITE = "trixie";
/** Raise it when builder.ts makes something else of the same lists and hooks. */
const RECIPE_VERSION = 1;

/** What a root is made from; its packages are in image/roots/<name>.packages, its hooks in image/roots/hooks. */
const recipes = {
  kiosk: { base: null, hooks: ["users.sh", "mount-points.sh"] },
  dev: { base: "kiosk", hooks: ["protocols.sh"] },
  fuzz: { base: "dev", hooks: [] },
  peers: { base: "dev", hooks: [] },
  plain: { base: "kiosk", hooks: [] },
  tools: { base: null, hooks: ["mount-points.sh"] },
} as const satisfies Record<string, { base: string | null; hooks: readonly string[] }>;

export type RootName = keyof typeof recipes;
export const rootNames = Object.keys(recipes) as RootName[];

export interface Recipe {
  readonly name: RootName;
  /** The root whose copy this one starts from. */
  readonly base: RootName | null;
  /** Debian packages, sorted. */
  readonly packages: readonly string[];
  /** Absolute paths of scripts that mmdebstrap calls with the root's folder once the packages are installed. */
  readonly hooks: readonly string[];
  /** Content hash of all of the above and of the base: names the cached root. */
  readonly hash: string;
}

/** Reads the recipe of a root. @throws Error when its package list is missing or malformed. */
export function readRecipe(name: RootName): Recipe {
  const { base, hooks } = recipes[name];
  const packages = parsePackages(readFileSync(inTop("image/roots", `${name}.packages`), "utf8"));
  const paths = hooks.map((hook) => inTop("image/roots/hooks", hook));
  const hash = createHash("sha256")
    .update(JSON.stringify([RECIPE_VERSION, SUITE, process.arch, base ? readRecipe(base).hash : null, packages]))
    .update(paths.map((path) => readFileSync(path, "utf8")).join("\0"))
    .digest("hex")
    .slice(0, 16);
  return { name, base, packages, hooks: paths, hash };
}

/** The packages of a list: one per line, comments and empty lines left out, sorted. @throws Error on anything that is no package name. */
export function parsePackages(text: string): string[] {
  const names = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  for (const name of names) {
    // Debian policy 5.6.1.
    if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name))
      throw new Error(`a package list holds one Debian package name per line, not ${JSON.stringify(name)}`);
  }
  return [...new Set(names)].sort();
}
