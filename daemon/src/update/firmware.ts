import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { BootPartition } from "./boot-option.ts";

export interface FirmwarePlaces {
  /** The kernel's efivarfs. */
  readonly variables: string;
  /** Of udev: links named after the UUIDs of partitions. */
  readonly byUuid: string;
  /** What the kernel says of block devices. */
  readonly blocks: string;
}

export const FIRMWARE_PLACES: FirmwarePlaces = {
  variables: "/sys/firmware/efi/efivars",
  byUuid: "/dev/disk/by-partuuid",
  blocks: "/sys/class/block",
};

const GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
/** systemd's own (systemd-boot(7), "EFI Variables"). */
const LOADER = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
/** Kept, and seen by firmware and kernel. */
const KEPT = 7;
const ATTRIBUTES = 4;

/** Firmware's variables, as efivarfs shows them: four bytes of attributes, then the content. */
export class Firmware {
  readonly #places: FirmwarePlaces;

  constructor(places = FIRMWARE_PLACES) {
    this.#places = places;
  }

  /** Null when there is none. */
  read(name: string, vendor = GLOBAL): Buffer | null {
    const path = this.#path(name, vendor);
    return existsSync(path) ? readFileSync(path).subarray(ATTRIBUTES) : null;
  }

  /** Writes what is not there already: flash wears. */
  write(name: string, content: Buffer): void {
    if (this.read(name)?.equals(content)) return;
    // In one go, and without truncating: each write is a whole variable. efivarfs knows no fsync.
    const file = openSync(this.#path(name, GLOBAL), constants.O_WRONLY | constants.O_CREAT, 0o644);
    try {
      const whole = Buffer.concat([Buffer.from([KEPT, 0, 0, 0]), content]);
      writeSync(file, whole);
      // efivarfs has done so itself.
      if (fstatSync(file).size > whole.length) ftruncateSync(file, whole.length);
    } finally {
      closeSync(file);
    }
  }

  remove(name: string): void {
    rmSync(this.#path(name, GLOBAL), { force: true });
  }

  /** The partition that systemd-boot, or the kernel's stub, was started from; null when they did not say. */
  bootPartition(): BootPartition | null {
    const uuid = this.read("LoaderDevicePartUUID", LOADER)?.toString("utf16le").replace(/\0.*$/, "").toLowerCase();
    const link = join(this.#places.byUuid, uuid ?? "");
    if (!uuid || !existsSync(link)) return null;
    const folder = join(this.#places.blocks, basename(realpathSync(link)));
    const number = (name: string) => Number(readFileSync(join(folder, name), "utf8"));
    return { number: number("partition"), start: number("start"), size: number("size"), uuid };
  }

  #path(name: string, vendor: string): string {
    return join(this.#places.variables, `${name}-${vendor}`);
  }
}
