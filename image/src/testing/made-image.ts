import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inTop } from "../../../test-rig/paths.ts";
import { readRecipe } from "../../../test-rig/roots/recipe.ts";
import { ensureMade, hashOf } from "../../../test-rig/vm/cache.ts";
import { readBoard } from "../board.ts";
import { buildImage, type ImageOptions } from "../image.ts";

/** Of every image made for a test, so that a commit alone does not make it anew. */
const EPOCH = 1_760_000_000;

export interface MadeImage {
  /** The .raw file. */
  readonly disk: string;
  /** Folder of the update set. */
  readonly update: string;
  readonly roothash: string;
}

/**
 * An image for a test, made once for each content; a minute or more.
 * @param kind what it is for: three of each kind stay in the cache
 */
export async function madeImage(kind: string, options: Pick<ImageOptions, "version" | "compression" | "trees">): Promise<MadeImage> {
  const { version, compression = "", trees = [] } = options;
  const texts = [readRecipe("kiosk").hash, readRecipe("tools").hash, version, compression, "1"];
  const made = ["image/steps", "image/tree", "image/boards", "build/device"].map((path) => inTop(path));
  const folder = await ensureMade(kind, hashOf(texts, [...made, ...trees]), `an image (${kind})`, async (out) => {
    await buildImage({ ...options, board: readBoard("amd64"), epoch: EPOCH, out });
  });
  const update = join(folder, `update-${version}`);
  return { disk: join(folder, `alongside-${version}.raw`), update, roothash: roothashOf(update) };
}

/** The names in an update set hold both halves. */
function roothashOf(update: string): string {
  const half = (kind: string) =>
    readdirSync(update)
      .find((name) => name.endsWith(`.${kind}`))
      ?.split("_")[2]
      ?.replace(`.${kind}`, "") ?? "";
  return `${half("root")}${half("verity")}`.replaceAll("-", "");
}
