import { moduleLists } from "../../test-rig/vm/modules.ts";

/** A kernel module that stays and one it needs that does not. */
export interface BrokenModule {
  readonly module: string;
  readonly needs: string;
}

/** Whether a module's file, below the kernel's folder, is one that a board leaves out (board.json's withoutModules). */
export function isLeftOut(file: string, patterns: readonly string[]): boolean {
  const name = file.replace(/\.ko(\.[a-z]+)?$/, "");
  return patterns.some((pattern) => {
    if (pattern.endsWith("*")) {
      const stem = pattern.slice(0, -1);
      // As the shell does: within one folder.
      return name.startsWith(stem) && !name.slice(stem.length).includes("/");
    }
    return name === pattern || name.startsWith(`${pattern}/`);
  });
}

/** Modules that would stay and could not be loaded any more. @param dep text of modules.dep (depmod(8)) */
export function brokenModules(dep: string, patterns: readonly string[]): BrokenModule[] {
  const isGone = (file: string) => isLeftOut(file.replace(/^kernel\//, ""), patterns);
  return moduleLists(dep)
    .filter(({ file }) => !isGone(file))
    .flatMap(({ file, needs }) => needs.filter(isGone).map((needed) => ({ module: file, needs: needed })));
}
