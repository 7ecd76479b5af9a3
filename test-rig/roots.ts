import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir } from "./paths.ts";
import { buildRoot } from "./roots/builder.ts";
import { lockFile } from "./roots/lock.ts";
import { pruneRoots } from "./roots/prune.ts";
import { type RootName, readRecipe } from "./roots/recipe.ts";
import { say } from "./say.ts";

export type { RootName } from "./roots/recipe.ts";

/**
 * The path of a finished Debian root, built now if it is not cached yet. Several clones and processes may ask at once.
 * Cached roots are shared: mount on them in private namespaces only, and write nothing into them.
 * @throws Error when it cannot be built; the message names the log.
 */
export async function ensureRoot(name: RootName): Promise<string> {
  const recipe = readRecipe(name);
  const roots = join(cacheDir, "roots");
  const root = join(roots, `${name}-${recipe.hash}`);
  if (!existsSync(root)) {
    await mkdir(roots, { recursive: true });
    const base = recipe.base ? await ensureRoot(recipe.base) : null;
    const release = await lockFile(join(roots, `${name}.lock`), () => say(`waiting for another process that builds the ${name} root`));
    try {
      if (!existsSync(root)) await build(recipe, { root, base, packages: join(cacheDir, "packages", name), log: `${root}.log` });
      await pruneRoots(roots, Date.now());
    } finally {
      await release();
    }
  }
  await writeFile(`${root}.used`, "");
  return root;
}

async function build(recipe: ReturnType<typeof readRecipe>, places: Parameters<typeof buildRoot>[1]): Promise<void> {
  const began = Date.now();
  say(`building the ${recipe.name} root (Debian, once; about ${recipe.base ? 50 : 90} s)`);
  await buildRoot(recipe, places, (line) => say(`  ${recipe.name} root: ${line}`));
  say(`the ${recipe.name} root is ready after ${Math.round((Date.now() - began) / 1000)} s`);
}
