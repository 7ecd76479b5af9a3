import { readdirSync } from "node:fs";
import { type BootOption, encodeBootOption, orderWith } from "./boot-option.ts";
import { type RunCommand, runCommand } from "./command.ts";
import type { Firmware } from "./firmware.ts";
import { KERNELS } from "./kernel-hashes.ts";
import type { Notes } from "./notes.ts";

export interface BootEntriesParts {
  readonly firmware: Firmware;
  readonly notes: Notes;
  /** The version that runs. */
  readonly version: string;
  /** UEFI's name of the processor, as in BOOTX64.EFI. */
  readonly efi: string;
  readonly kernels?: string;
  readonly run?: RunCommand;
  readonly say: (level: number, text: string) => void;
}

/** Numbers that no firmware gives by itself: it counts from 0. */
const NUMBERS = [0x0a50, 0x0a51, 0x0a52] as const;

/**
 * Tells firmware what it can start: systemd-boot, then each committed kernel by itself, the newest first. systemd-boot 257 gives up when firmware
 * refuses the kernel that it has chosen (Secure Boot, a damaged file); firmware goes on with the next one of its list. A newer version
 * that is committed and does not run was refused, by firmware or by its own initrd (image/steps/init.sh): that is noted for the desk.
 */
export async function writeBootEntries(parts: BootEntriesParts): Promise<void> {
  const { firmware, notes, version, efi, say } = parts;
  const partition = firmware.bootPartition();
  if (!partition) return say(4, "the boot partition is not known: firmware's list stays as it is");
  const versions = await committed(parts);
  const loader: BootOption = { title: "Alongside", path: `/EFI/BOOT/BOOT${efi}.EFI` };
  const kernels = versions.map((one): BootOption => ({ title: `Alongside ${one}`, path: `/EFI/Linux/${kernelName(one)}` }));
  const options = [loader, ...kernels].slice(0, NUMBERS.length);
  const ours = NUMBERS.slice(0, options.length);
  for (const [index, option] of options.entries()) firmware.write(variable(NUMBERS[index] ?? 0), encodeBootOption(option, partition));
  const order = orderWith(ours, NUMBERS, numbersIn(firmware.read("BootOrder")));
  firmware.write("BootOrder", Buffer.from(Uint16Array.from(order).buffer));
  for (const number of NUMBERS.slice(options.length)) firmware.remove(variable(number));
  const [newest = version] = versions;
  if (newest === version || !versions.includes(version)) return;
  notes.write("rolled-back", `${newest}: its kernel or its root was refused`);
  say(3, `version ${newest} did not start: firmware has refused its kernel, or dm-verity its root`);
}

/** Versions whose kernel has no counter of tries left, the newest first: two at most. */
async function committed({ kernels = KERNELS, run = runCommand }: BootEntriesParts): Promise<string[]> {
  const found = readdirSync(kernels).flatMap((name) => /^alongside_([^_+]+)\.efi$/.exec(name)?.[1] ?? []);
  const [first, second] = found.sort();
  if (first === undefined || second === undefined) return found;
  const { code } = await run("systemd-analyze", ["compare-versions", first, "gt", second]);
  return code === 0 ? [first, second] : [second, first];
}

function kernelName(version: string): string {
  return `alongside_${version}.efi`;
}

function variable(number: number): string {
  return `Boot${number.toString(16).toUpperCase().padStart(4, "0")}`;
}

function numbersIn(order: Buffer | null): number[] {
  return Array.from({ length: Math.floor((order?.length ?? 0) / 2) }, (_, index) => order?.readUInt16LE(index * 2) ?? 0);
}
