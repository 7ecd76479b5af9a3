import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { inTop } from "../paths.ts";
import { readRecipe } from "../roots/recipe.ts";
import { ensureRoot } from "../roots.ts";
import { say } from "../say.ts";
import { ensureMade, hashOf } from "./cache.ts";
import { moduleFiles } from "./modules.ts";
import { runTool } from "./tools.ts";

/** What the initrd needs to reach systemd. crc32c is asked for by name at run time, so no file names it. */
const NEEDED = ["crc32c_generic", "virtio_blk", "erofs", "ext4", "overlay"];
/** udev would load these too, but from compressed files: an emulated processor takes a second or more for each. */
const SOON = ["virtio-gpu", "virtio_input", "virtio_net", "virtio-rng", "evdev", "uinput", "uhid", "hid-generic", "usbhid", "i6300esb"];
const MODULES = [...NEEDED, ...SOON];

/** Files of a machine that do not depend on this clone's build. */
export interface Kernel {
  readonly folder: string;
  readonly hash: string;
}

export const KERNEL = "vmlinuz";
export const INITRD = "initrd.cpio";
export const KIOSK_DISK = "kiosk.erofs";
export const PRODUCT_DISK = "product.erofs";

/** Kernel, initrd and the kiosk root as a disk, made once for a root. */
export async function ensureKernel(): Promise<Kernel> {
  const own = ["init.sh", "initrd.sh"].map((name) => inTop("test-rig/vm", name));
  const hash = hashOf([readRecipe("kiosk").hash, readRecipe("tools").hash, ...MODULES], own);
  const folder = await ensureMade("kernel", hash, "the virtual machine's disk", async (out) => {
    const root = await ensureRoot("kiosk");
    say("making the virtual machine's disk from the kiosk root (once)");
    const modules = join(root, "usr/lib/modules", kernelVersion(root));
    const files = moduleFiles(readFileSync(join(modules, "modules.dep"), "utf8"), MODULES);
    await copyFile(join(root, "boot", `vmlinuz-${kernelVersion(root)}`), join(out, KERNEL));
    await runTool(["/run/vm/initrd.sh", ...files], { modules, vm: inTop("test-rig/vm"), out });
    // Not compressed: an emulated processor takes longer to unpack than the disk to read.
    await runTool(["mkfs.erofs", "--quiet", "--exclude-regex=^boot/", `/run/out/${KIOSK_DISK}`, "/run/root"], { root, out });
  });
  return { folder, hash };
}

/** The disk with what this clone has built, and what the kiosk's image adds to Debian. */
export async function ensureProduct(): Promise<Kernel> {
  const device = inTop("build/device");
  const trees = ["image/tree", "test-rig/guest/tree", "build/guest"].map((path) => inTop(path)).filter((path) => existsSync(path));
  const steps = inTop("image/steps");
  const hash = hashOf([readRecipe("tools").hash], [inTop("test-rig/vm/product.sh"), join(steps, "lay.sh"), device, ...trees]);
  const folder = await ensureMade("product", hash, "the product's disk", async (out) => {
    const named = Object.fromEntries(trees.map((path, index) => [`tree-${index}`, path]));
    await runTool(["/run/vm/product.sh"], { device, steps, vm: inTop("test-rig/vm"), out, ...named });
  });
  return { folder, hash };
}

/** An empty disk for /var/lib/alongside. It takes no more room than what is written to it. */
export async function makeDataDisk(folder: string, name: string): Promise<void> {
  await runTool(["mke2fs", "-q", "-t", "ext4", "-L", "alongside-data", "-m", "0", `/run/out/${name}`, "256M"], { out: folder });
}

function kernelVersion(root: string): string {
  const [version, ...others] = readdirSync(join(root, "usr/lib/modules"));
  if (!version || others.length > 0) throw new Error("the kiosk root should have exactly one kernel");
  return version;
}
