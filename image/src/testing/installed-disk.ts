import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import { runTool } from "../../../test-rig/vm/tools.ts";

interface Partition {
  /** Bytes. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  readonly label: string;
}

const SECTOR = 512;
const BLOCK = 4096;

/** The disk of a machine that is switched off, in the hands of somebody who means harm, or of bad luck. */
export class InstalledDisk {
  readonly #folder: string;

  /** @param folder of the machine's state */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Changes one byte of a file of a root. @param set folder of the version's update set, whose root is the same */
  async changeFile(version: string, set: string, path: string): Promise<void> {
    const script = `dump.erofs -e --path=${path} /run/set/*.root`;
    const told = await runTool(["sh", "-c", script], { set });
    const [, at] = /^ +0:.*: *(\d+)\.\./m.exec(told) ?? [];
    if (at === undefined) throw new Error(`no place of ${path} in: ${told}`);
    const { start } = await this.#partition(`alongside_${version}`);
    this.#change(start + Number(at) + BLOCK / 2);
  }

  /** Writes zeros over the beginning of a version's hashes. */
  async wipeHashes(version: string): Promise<void> {
    const { start } = await this.#partition(`alongside_${version}_verity`);
    this.#write(start, Buffer.alloc(BLOCK));
  }

  /** Gives a version's hashes another UUID: by the one in the command line they are not found. */
  async hideHashes(version: string): Promise<void> {
    const table = (await this.#partitions()).map(({ label }) => label);
    const number = table.indexOf(`alongside_${version}_verity`) + 1;
    if (number === 0) throw new Error(`no hashes of ${version} among ${table.join(", ")}`);
    await runTool(["sfdisk", "--part-uuid", `/run/out/${IMAGE_DISK}`, String(number), "5c0d6c1f-90e4-4d3c-8f6e-0d5a8f6f9c01"], {
      out: this.#folder,
    });
  }

  /** Changes one byte in the middle of a kernel, which its signature covers. @param name on the boot partition */
  async changeKernel(name: string): Promise<void> {
    const { start } = await this.#partition("alongside-esp");
    const script = [
      `at=/run/out/${IMAGE_DISK}@@${start}`,
      `mcopy -i $at "::/EFI/Linux/${name}" /tmp/kernel`,
      "half=$(($(stat -c %s /tmp/kernel) / 2)) && byte=$(od -An -tu1 -j $half -N1 /tmp/kernel) && byte=$(((byte + 1) % 256))",
      'printf "\\\\$(printf %03o $byte)" | dd of=/tmp/kernel bs=1 seek=$half conv=notrunc status=none',
      // systemd-sysupdate leaves it read-only.
      `mattrib -i $at -r "::/EFI/Linux/${name}"`,
      `mcopy -o -i $at /tmp/kernel "::/EFI/Linux/${name}"`,
    ];
    await runTool(["bash", "-euc", script.join("\n")], { out: this.#folder });
  }

  /** Writes what is no file system over the beginning of the data partition. @param bytes less than its size */
  async spoilData(bytes: number): Promise<void> {
    const { start } = await this.#partition("alongside-data");
    this.#write(start, Buffer.alloc(bytes, 0xa5));
  }

  /** Leaves nothing of the data partition. */
  async wipeData(): Promise<void> {
    const { start, size } = await this.#partition("alongside-data");
    const file = join(this.#folder, IMAGE_DISK);
    execFileSync("fallocate", ["--punch-hole", "--offset", String(start), "--length", String(size), file]);
  }

  async #partition(label: string): Promise<Partition> {
    const table = await this.#partitions();
    const found = table.find((one) => one.label === label);
    if (!found) throw new Error(`no partition ${label} among ${table.map((one) => one.label).join(", ")}`);
    return found;
  }

  /** In the order of their numbers. */
  async #partitions(): Promise<readonly Partition[]> {
    const json = await runTool(["sfdisk", "--json", `/run/out/${IMAGE_DISK}`], { out: this.#folder });
    const { partitions } = (JSON.parse(json) as { partitiontable: { partitions: { start: number; size: number; name: string }[] } })
      .partitiontable;
    return partitions.map(({ start, size, name }) => ({ start: start * SECTOR, size: size * SECTOR, label: name }));
  }

  #change(at: number): void {
    this.#onDisk((disk) => {
      const byte = Buffer.alloc(1);
      readSync(disk, byte, 0, 1, at);
      byte.writeUInt8(byte.readUInt8() ^ 1);
      writeSync(disk, byte, 0, 1, at);
    });
  }

  #write(at: number, bytes: Buffer): void {
    this.#onDisk((disk) => writeSync(disk, bytes, 0, bytes.length, at));
  }

  #onDisk(work: (disk: number) => unknown): void {
    const disk = openSync(join(this.#folder, IMAGE_DISK), "r+");
    try {
      work(disk);
    } finally {
      closeSync(disk);
    }
  }
}
