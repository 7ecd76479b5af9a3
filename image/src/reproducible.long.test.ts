import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cacheDir } from "../../test-rig/paths.ts";
import { readBoard } from "./board.ts";
import { buildImage, type ImageFiles } from "./image.ts";
import { sha256Of } from "./update-set.ts";

// Disk, update set and bill of materials, made twice from the same kiosk root and the same build of the product.

const recipe = { board: readBoard("amd64"), version: "1.0.0", epoch: 1_760_000_000, compression: "lz4" };

const test = suite("reproducible");
const folder = mkdtempSync(join(cacheDir, "twice-"));

async function hashes(out: string, { disk, bill, update }: ImageFiles): Promise<Record<string, string>> {
  const names = [disk, bill, ...readdirSync(join(out, update)).map((name) => join(update, name))];
  return Object.fromEntries(await Promise.all(names.sort().map(async (name) => [name, await sha256Of(join(out, name))])));
}

async function made(name: string): Promise<Record<string, string>> {
  const out = join(folder, name);
  return hashes(out, await buildImage({ ...recipe, out }));
}

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("an image that is made again is the same to the bit", async () => {
  const [first, second] = [await made("first"), await made("second")];
  assert.ok(Object.keys(first).length >= 7, Object.keys(first).join(" "));
  assert.equal(second, first);
});

test.run();
