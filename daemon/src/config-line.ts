/**
 * Where a setting stands in a TOML text, so that a technician finds what is wrong with it. Good enough for a file as people write it:
 * tables in brackets, keys at the beginning of lines, dotted or not.
 * @param path such as ["device", "label"]; numbers of arrays are left out
 * @returns the line, from 1; that of the table when the key has none; null when neither is there
 */
export function lineOf(text: string, path: readonly string[]): number | null {
  const wanted = path.filter((part) => !/^\d+$/.test(part));
  let table: string[] = [];
  let best: { line: number; length: number } | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const header = /^\s*\[{1,2}([^\]]+)\]/.exec(line)?.[1];
    const key = /^\s*([A-Za-z0-9_."' -]+?)\s*=/.exec(line)?.[1];
    if (header !== undefined) table = partsOf(header);
    const place = header !== undefined ? table : key !== undefined ? [...table, ...partsOf(key)] : [];
    const isOnTheWay = place.length > 0 && place.every((part, at) => part === wanted[at]);
    if (isOnTheWay && place.length > (best?.length ?? 0)) best = { line: index + 1, length: place.length };
  }
  return best?.line ?? null;
}

function partsOf(name: string): string[] {
  return name.split(".").map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"));
}
