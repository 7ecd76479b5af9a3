import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ElfNeeds, elfNeeds } from "./elf.ts";

/** A library that is missing. */
export interface Lack {
  readonly file: string;
  readonly library: string;
}

/** Where the loader looks (ld.so(8)): the folders of ld.so.conf, then its own. */
export function loaderFolders(conf = "/etc/ld.so.conf.d"): string[] {
  const listed = existsSync(conf) ? readdirSync(conf).flatMap((name) => readFileSync(join(conf, name), "utf8").split("\n")) : [];
  return [...listed.filter((line) => line.startsWith("/")), "/usr/lib", "/lib64"];
}

/** Looks through all programs and libraries below some folders. */
export function lacks(folders: readonly string[], loader: readonly string[]): Lack[] {
  return folders.flatMap((folder) => filesBelow(folder)).flatMap((file) => lacksOf(file, elfNeeds(file), loader));
}

function lacksOf(file: string, needs: ElfNeeds | null, loader: readonly string[]): Lack[] {
  if (!needs) return [];
  // Its neighbours too: systemd's own libraries know no path, and are loaded by programs that do.
  const own = [dirname(file), ...needs.paths.map((path) => path.replace(/\$(ORIGIN|\{ORIGIN\})/, dirname(file)))];
  return needs.needed
    .filter((library) => ![...own, ...loader].some((folder) => existsSync(join(folder, library))))
    .map((library) => ({ file, library }));
}

/** Plain files, each once: neither links nor kernel modules. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder) || lstatSync(folder).isSymbolicLink()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === "/usr/lib/modules" ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
