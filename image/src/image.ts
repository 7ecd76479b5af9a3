import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, inTop } from "../../test-rig/paths.ts";
import { ensureRoot } from "../../test-rig/roots.ts";
import { say } from "../../test-rig/say.ts";
import { moduleFiles } from "../../test-rig/vm/modules.ts";
import { type Folders, runTool } from "../../test-rig/vm/tools.ts";
import type { Board } from "./board.ts";
import { addBootKey, type BootKey, makeEnrolment, signForFirmware } from "./boot-key.ts";
import { billOfMaterials } from "./sbom.ts";
import { openSigningKey } from "./signing-key.ts";
import { makeUpdateSet } from "./update-set.ts";
import { partitionUuids, uuidOf } from "./version.ts";

export interface Recipe {
  readonly board: Board;
  readonly version: string;
  /** Seconds since 1970. */
  readonly epoch: number;
}

export interface ImageOptions extends Recipe {
  /** Made when it is not there. What lies there under the same names is written over. */
  readonly out: string;
  /** The secret key that signs updates; the machine's own when absent. */
  readonly key?: string;
  /** The key that signs what firmware starts; the machine's own when absent. */
  readonly bootKey?: BootKey;
  /** Firmware in setup mode takes the key at the first start; otherwise a virtual machine's alone. */
  readonly isEnrolling?: boolean;
  /** The operator's own files for /etc/alongside. */
  readonly config?: string;
  /** As mkfs.erofs(1) takes it; what ships when absent. */
  readonly compression?: string;
  /** Further folders that are laid over the root, for tests. */
  readonly trees?: readonly string[];
}

/** Names below the output folder. */
export interface ImageFiles {
  readonly disk: string;
  readonly bill: string;
  /** Folder of the update set. */
  readonly update: string;
  readonly roothash: string;
}

const COMPRESSION = "zstd,level=9";
/** The same salt always, so that an unchanged block keeps its hash and an update changes few of them. */
const SALT = "616c6f6e677369646520726f6f74206861736820747265652073616c74202020";

/** Builds disk, update set and bill of materials from the kiosk root and what was built from this clone. */
export async function buildImage(options: ImageOptions): Promise<ImageFiles> {
  const { version, out, epoch, bootKey } = options;
  mkdirSync(out, { recursive: true });
  const root = await ensureRoot("kiosk");
  // On the same file system as the result, so that it only has to be renamed.
  const making = mkdtempSync(join(out, ".making-"));
  const keys = await openSigningKey(options.key);
  try {
    await addBootKey(keys, bootKey);
    const names = { disk: `alongside-${version}.raw`, uki: `alongside_${version}.efi`, bill: `alongside-${version}.cdx.json` };
    const roothash = await makeRoot(options, { root, making, keys });
    await makeKernel(options, { root, making, keys, uki: names.uki });
    await makeDisk(options, { making, keys, ...names });
    const update = await makeUpdateSet({ from: making, out, version, uuids: partitionUuids(roothash), keys });
    writeFileSync(join(making, names.bill), `${JSON.stringify(billOfMaterials({ root, version, epoch }), null, 1)}\n`);
    for (const name of [names.disk, names.bill]) await rename(join(making, name), join(out, name));
    return { disk: names.disk, bill: names.bill, update, roothash };
  } finally {
    for (const folder of [making, keys]) rmSync(folder, { recursive: true, force: true });
  }
}

/** What image/steps/stage.sh finds in /run, without the trees. */
export function stagePlaces(root: string, keys: string): Folders {
  return { root, device: inTop("build/device"), steps: inTop("image/steps"), checks: inTop("build/checks"), keys };
}

async function makeRoot(options: ImageOptions, { root, making, keys }: Record<"root" | "making" | "keys", string>): Promise<string> {
  const { board, version, epoch, config, trees = [], compression = COMPRESSION } = options;
  const own = mkdtempSync(join(cacheDir, "config-"));
  try {
    mkdirSync(join(own, "etc/alongside"), { recursive: true });
    if (config !== undefined) cpSync(config, join(own, "etc/alongside"), { recursive: true });
    const laid = [inTop("image/tree"), own, ...trees];
    const named = Object.fromEntries(laid.map((path, index) => [`tree-${index}`, path]));
    say("making the root file system and its hashes");
    const words = [String(epoch), version, uuidOf("root", version), SALT, compression, ...board.withoutModules];
    const places = { ...stagePlaces(root, keys), out: making, ...named };
    await runTool(["/run/steps/root.sh", ...words], places);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return readFileSync(join(making, "roothash"), "utf8").trim();
}

/** Makes initrd and unified kernel image, signed, of a folder with a root's hash. */
export async function makeKernel(
  { board, epoch, version }: Recipe,
  place: Record<"root" | "making" | "keys" | "uki", string>,
): Promise<void> {
  const { root, making, keys, uki } = place;
  say("making the unified kernel image");
  const modules = join(root, "usr/lib/modules");
  const [kernel = ""] = readdirSync(modules);
  const files = moduleFiles(readFileSync(join(modules, kernel, "modules.dep"), "utf8"), board.initrdModules);
  const places = { root, steps: inTop("image/steps"), out: making };
  copyFileSync(inTop("build/splash.bmp"), join(making, "splash.bmp"));
  await runTool(["/run/steps/initrd.sh", String(epoch), ...files], places);
  await runTool(["/run/steps/uki.sh", board.efi, uki, version, board.commandLine.join(" ")], places);
  await signForFirmware(keys, making, uki, epoch);
}

/** systemd-boot, signed. */
const LOADER = "boot.efi";

type DiskRecipe = Recipe & Pick<ImageOptions, "isEnrolling">;

/** Lays a slot and its kernel out on a disk with an empty slot beside. */
export async function makeDisk(recipe: DiskRecipe, place: Record<"making" | "keys" | "disk" | "uki", string>): Promise<void> {
  const { board, epoch, version, isEnrolling = false } = recipe;
  const { making, keys, disk, uki } = place;
  say("laying out the disk");
  const seed = uuidOf("disk", readFileSync(join(making, "roothash"), "utf8").trim());
  const places = { partitions: board.partitions, steps: inTop("image/steps"), out: making };
  await runTool(["cp", `/usr/lib/systemd/boot/efi/systemd-boot${board.efi}.efi`, `/run/out/${LOADER}`], places);
  await signForFirmware(keys, making, LOADER, epoch);
  await makeEnrolment(keys, making, epoch);
  const enrols = isEnrolling ? "force" : "if-safe";
  await runTool(["/run/steps/disk.sh", String(epoch), board.efi, version, seed, disk, uki, enrols], places);
}
