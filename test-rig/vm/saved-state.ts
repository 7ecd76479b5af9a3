import { execFile } from "node:child_process";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readRecipe } from "../roots/recipe.ts";
import { say } from "../say.ts";
import { DATA_DISK } from "./boot.ts";
import { ensureMade, hashOf, isMade } from "./cache.ts";
import { ensureKernel, ensureProduct } from "./images.ts";
import { machineArguments } from "./machine.ts";
import type { MachineKind } from "./power.ts";

/**
 * The folder of a saved machine: its memory and the disk that belongs to it. Made once for each build and kind of machine.
 * @param bootAndSave boots a machine whose disk lies in a folder and saves it there
 */
export async function ensureState(kind: MachineKind, bootAndSave: (folder: string, kind: MachineKind) => Promise<void>): Promise<string> {
  const hash = await stateHash(kind);
  if (!isMade("state", hash)) say("booting the virtual machine once to save it (emulated, a minute or more)");
  return ensureMade("state", hash, "a saved virtual machine", (folder) => bootAndSave(folder, kind));
}

/** Gives a body the disk that belongs to a saved memory; it is written from now on. */
export async function takeState(state: string, dataDir: string): Promise<void> {
  // Most of the disk is empty: a plain copy would write it all.
  await promisify(execFile)("cp", ["--sparse=always", join(state, DATA_DISK), join(dataDir, DATA_DISK)]);
}

/** A memory fits the machine it was taken from: disks, devices, QEMU, and with KVM the very processor. */
async function stateHash(kind: MachineKind): Promise<string> {
  const [kernel, product] = [await ensureKernel(), await ensureProduct()];
  const machine = machineArguments({ ...kind, isIncoming: false });
  const processor = kind.accelerator === "kvm" ? [cpus()[0]?.model ?? "", release()] : [];
  return hashOf([kernel.hash, product.hash, readRecipe("tools").hash, ...machine, ...processor], []);
}
