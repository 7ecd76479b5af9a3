import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InstalledImage, VmBody } from "../../../test-rig/body/vm.ts";
import { runTool } from "../../../test-rig/vm/tools.ts";
import { until } from "../../../test-rig/wait.ts";

/** Larger than the image, as every real disk is. */
export const DISK_MB = 4096;
const GOOD_MS = 60_000;
const STICK = "stick.erofs";

/**
 * A machine with an image on its disk, which goes with this process.
 * @param options of the image, see VmOptions
 * @param stateDir another machine's, which is switched off
 */
export function installedBody(file: string, options: Partial<InstalledImage> = {}, stateDir = newFolder()): VmBody {
  return new VmBody({ stateDir, image: { file, sizeMb: DISK_MB, hasAgent: true, ...options } });
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "alongside-image-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command as root in the machine, which must succeed. @returns its output without the last line's end */
export async function must(body: VmBody, ...argv: string[]): Promise<string> {
  const { code, output } = await body.guest.run(argv);
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${output}`);
  return output.trim();
}

/** Resolves when the health check has found the version good. */
export async function isGood(body: VmBody): Promise<void> {
  await until("the version to be found good", GOOD_MS * body.patience, async () => {
    const { output } = await body.guest.run([
      "systemctl",
      "show",
      "-P",
      "ActiveState",
      "systemd-bless-boot.service",
      "boot-health.service",
    ]);
    if (output.includes("failed")) throw new Error(await must(body, "journalctl", "-b", "-o", "cat", "-u", "boot-health.service"));
    const status = await body.guest.run(["/usr/lib/systemd/systemd-bless-boot", "status"]);
    return /^(good|clean)$/m.test(status.output);
  });
}

/** The names of the kernels on the boot partition, which say what systemd-boot knows of each. */
export async function kernels(body: VmBody): Promise<string[]> {
  return (await must(body, "ls", "/boot/EFI/Linux")).split("\n").sort();
}

/** The version that runs. */
export function version(body: VmBody): Promise<string> {
  return must(body, "sh", "-c", ". /usr/lib/os-release && echo $IMAGE_VERSION");
}

/** Updates a running machine from a set on a USB stick, as a technician does; it is tried at the next start. */
export async function update(body: VmBody, set: string): Promise<void> {
  await must(body, "/usr/lib/alongside/update", await plugStick(body, set));
}

/** Starts the machine again by itself, `times` over, and waits until it can be asked. */
export async function reboot(body: VmBody, times = 1): Promise<void> {
  // A little later: the answer to this very command would not come any more.
  await must(body, "systemd-run", "--quiet", "--on-active=2", "systemctl", "reboot");
  await body.startsAgain(times);
}

/** Sticks are allowed one by one (docs/operations.md): what is there without a list, and QEMU's. */
const USB_ALLOWED = "class hid\nclass audio\nclass video\ndevice 46f4:0001\n";

/** Plugs a USB stick with the content of a folder in, as read-only disk, and mounts it. Once. @returns its folder in the machine */
export async function plugStick(body: VmBody, set: string): Promise<string> {
  await runTool(["mkfs.erofs", "--quiet", `/run/out/${STICK}`, "/run/set"], { set, out: body.stateDir });
  await must(body, "sh", "-c", `mkdir -p /etc/alongside && printf '%s' '${USB_ALLOWED}' >/etc/alongside/usb.allow`);
  const file = { driver: "file", filename: `/run/data/${STICK}`, "read-only": true };
  await body.power.qmp.execute("blockdev-add", { driver: "raw", "node-name": "stick", "read-only": true, file });
  await body.power.qmp.execute("device_add", { driver: "usb-storage", id: "stick", drive: "stick", bus: "usb.0" });
  await until("the stick", GOOD_MS * body.patience, async () => (await body.guest.run(["test", "-b", "/dev/sda"])).code === 0);
  await must(body, "mkdir", "-p", "/run/stick");
  await must(body, "mount", "-o", "ro", "/dev/sda", "/run/stick");
  return "/run/stick";
}
