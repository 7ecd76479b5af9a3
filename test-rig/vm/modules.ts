/**
 * The files of some kernel modules and all that they need, in the order in which insmod takes them.
 * @param dep text of modules.dep (depmod(8)): `file: its dependencies, the first needed one last`
 * @param names module names as in file names, without endings
 * @throws Error naming a module that the kernel does not have
 */
export function moduleFiles(dep: string, names: readonly string[]): string[] {
  const lines = moduleLists(dep).map((each) => [nameOf(each.file), each] as const);
  const known = new Map(lines);
  const files = names.flatMap((name) => {
    const found = known.get(name);
    if (!found) throw new Error(`this kernel has no module ${name}: modules.dep of the kiosk root should list it`);
    return [...found.needs, found.file];
  });
  return [...new Set(files)];
}

/** The lines of modules.dep; what a module needs comes in the order in which it is loaded. */
export function moduleLists(dep: string): { readonly file: string; readonly needs: readonly string[] }[] {
  return dep.split("\n").flatMap((line) => {
    const [file, needs = ""] = line.split(":");
    return file ? [{ file, needs: needs.split(" ").filter(Boolean).reverse() }] : [];
  });
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.ko(\.[a-z]+)?$/, "");
}
