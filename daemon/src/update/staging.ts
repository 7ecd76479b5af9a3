import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fetchFile, type Road } from "./curl.ts";
import { MANIFEST, readManifest, type SetFile, SIGNATURE } from "./manifest.ts";
import { UpdateRefused } from "./refusal.ts";

const MOST_MANIFEST_BYTES = 1024 * 1024;

/**
 * A folder that systemd-sysupdate reads an update set from. Its manifest is the very one whose signature was found good; what lies there
 * of a download that was cut short is gone on with.
 */
export class Staging {
  readonly folder: string;
  readonly #demandSignature: (file: string, signature: string) => Promise<void>;

  constructor(folder: string, demandSignature: (file: string, signature: string) => Promise<void>) {
    this.folder = folder;
    this.#demandSignature = demandSignature;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A set in a folder, as on a stick: its files are read where they lie. @throws UpdateRefused */
  async useFolder(from: string): Promise<readonly SetFile[]> {
    this.remove();
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const name of [MANIFEST, SIGNATURE]) this.#copy(join(from, name), this.path(name));
    const files = await this.#trusted();
    for (const { name } of files) if (existsSync(join(from, name))) symlinkSync(join(from, name), this.path(name));
    return files;
  }

  /** A set on a server: its manifest. What is not in it is removed. @throws UpdateRefused */
  async useServer(road: Road): Promise<readonly SetFile[]> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const name of [MANIFEST, SIGNATURE]) {
      rmSync(this.path(name), { force: true });
      await fetchFile(road, { name, to: this.path(name), mostBytes: MOST_MANIFEST_BYTES });
    }
    const files = await this.#trusted();
    const kept = new Set([MANIFEST, SIGNATURE, ...files.flatMap(({ name }) => [name, partOf(name)])]);
    for (const name of readdirSync(this.folder)) if (!kept.has(name)) rmSync(this.path(name), { recursive: true });
    return files;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #trusted(): Promise<readonly SetFile[]> {
    await this.#demandSignature(this.path(MANIFEST), this.path(SIGNATURE));
    return readManifest(readFileSync(this.path(MANIFEST), "utf8"));
  }

  #copy(from: string, to: string): void {
    const size = statSync(from, { throwIfNoEntry: false })?.size;
    if (size === undefined)
      throw new UpdateRefused(from.endsWith(SIGNATURE) ? "this update is not signed" : `there is no update set: no ${from}`);
    if (size > MOST_MANIFEST_BYTES) throw new UpdateRefused(`${from} is no list of files`);
    copyFileSync(from, to);
  }
}

/** The name of a file while it is fetched. */
export function partOf(name: string): string {
  return `${name}.part`;
}
