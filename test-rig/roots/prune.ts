import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { removeRoot } from "./builder.ts";
import { readRecipe, rootNames } from "./recipe.ts";

/** Unused roots are kept this long, so that going back and forth between branches does not build them again. */
const KEPT_DAYS = 14;

/** Removes roots that no recipe of this clone names and that nobody has used for a while. */
export async function pruneRoots(dir: string, nowMs: number): Promise<string[]> {
  const named = new Set(rootNames.map((name) => `${name}-${readRecipe(name).hash}`));
  const removed: string[] = [];
  for (const stamp of (await readdir(dir)).filter((name) => name.endsWith(".used"))) {
    const root = stamp.replace(/\.used$/, "");
    const { mtimeMs } = await stat(join(dir, stamp));
    if (!isPrunable(root, named, nowMs - mtimeMs)) continue;
    await removeRoot(join(dir, root));
    await rm(join(dir, stamp), { force: true });
    await rm(join(dir, `${root}.log`), { force: true });
    removed.push(root);
  }
  return removed;
}

/** Whether a root may go. */
export function isPrunable(root: string, named: ReadonlySet<string>, unusedMs: number): boolean {
  return !named.has(root) && unusedMs > KEPT_DAYS * 24 * 3_600_000;
}
