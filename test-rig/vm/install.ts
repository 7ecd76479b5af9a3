import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { FIRMWARE_MEMORY, IMAGE_DISK } from "./boot.ts";
import { runTool } from "./tools.ts";

/** Puts an image on the empty disk of a machine, as a device's maker does, with firmware that knows nothing yet. Once for a folder. */
export async function installImage(image: string, folder: string, sizeMb: number): Promise<void> {
  const disk = join(folder, IMAGE_DISK);
  if (existsSync(disk)) return;
  // Most of it is empty: a plain copy would write it all.
  await promisify(execFile)("cp", ["--sparse=always", image, disk]);
  await truncate(disk, sizeMb * 1024 * 1024);
  await runTool(["cp", "/usr/share/OVMF/OVMF_VARS_4M.fd", `/run/out/${FIRMWARE_MEMORY}`], { out: folder });
}
