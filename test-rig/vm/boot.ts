import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTop } from "../paths.ts";
import { ensureKernel, ensureProduct, INITRD, KERNEL, KIOSK_DISK, PRODUCT_DISK } from "./images.ts";
import type { Accelerator } from "./machine.ts";
import type { Folders } from "./tools.ts";

/** What a machine starts from: its disks, and what chooses the kernel. */
export interface Boot {
  /** The part of QEMU's command line. */
  arguments(accelerator: Accelerator): string[];
  /** What is found in /run there, beside /run/data with the disk that is written. */
  folders(): Promise<Folders>;
}

export const DATA_DISK = "data.img";
/** The disk of an image that was installed, and the firmware's memory. */
export const IMAGE_DISK = "disk.raw";
export const FIRMWARE_MEMORY = "firmware.fd";
/** What was written to that disk since the machine was switched on, in QEMU's format "blklogwrites". */
export const DISK_LOG = "disk.log";

const GENERATOR = "test-rig/guest/tree/usr/lib/systemd/system-generators/rig-emulated";
const kernelOptions = ["console=ttyS0", "quiet", "loglevel=4", "systemd.show_status=0", "net.ifnames=0", "fbcon=map:9"];
/** What an emulated processor would spend seconds on, and nothing of the kiosk depends on; and patience. */
const emulatedOptions = [
  ...["mitigations=off", "apparmor=0", "selinux=0", "audit=0", "cryptomgr.notests", "random.trust_cpu=on"],
  // The hardware's watchdog, too: a process may be left out for seconds, and the first of all is one of them.
  "systemd.watchdog_sec=600",
  ...["systemd.default_device_timeout_sec=300", "modprobe.blacklist=kvm,kvm_amd,kvm_intel,ccp,i2c_i801,lpc_ich,iTCO_wdt,pcspkr,psmouse"],
];

function emulated(accelerator: Accelerator): readonly string[] {
  return accelerator === "tcg" ? emulatedOptions : [];
}

/** Kernel and initrd from this machine, the kiosk root and the product as disks: quick, and the one that can be saved. */
export const kernelBoot: Boot = {
  arguments: (accelerator) => [
    ...["-kernel", `/run/kernel/${KERNEL}`, "-initrd", `/run/kernel/${INITRD}`],
    ...["-append", [...kernelOptions, ...emulated(accelerator)].join(" ")],
    ...disk(`/run/kernel/${KIOSK_DISK}`, "readonly=on"),
    ...disk(`/run/product/${PRODUCT_DISK}`, "readonly=on"),
    ...disk(`/run/data/${DATA_DISK}`, "readonly=off"),
  ],
  folders: async () => ({ kernel: (await ensureKernel()).folder, product: (await ensureProduct()).folder }),
};

interface FirmwareOptions {
  readonly hasAgent: boolean;
  readonly isLogged?: boolean;
  readonly hasSecureBoot?: boolean;
  readonly kernelOptions?: readonly string[];
}

/** Nobody but firmware, in system management mode, changes its variables. */
const lockedFlash = ["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"];

/**
 * An installed disk that UEFI firmware finds its way into by itself. The image on it is not changed: the console and the rig's agent
 * come with what the firmware tells of the machine (SMBIOS), as systemd-stub(7) and systemd.system-credentials(7) read it; the agent's
 * program lies on a disk beside.
 */
export function firmwareBoot({ hasAgent, isLogged = false, hasSecureBoot = false, kernelOptions = [] }: FirmwareOptions): Boot {
  return {
    arguments: (accelerator) => {
      const options = ["console=ttyS0", "loglevel=6", "net.ifnames=0", ...emulated(accelerator), ...kernelOptions];
      const flash = (file: string, mode: string) => ["-drive", `if=pflash,format=raw,file=${file},${mode}`];
      return [
        ...(hasSecureBoot ? lockedFlash : []),
        ...flash(`/usr/share/OVMF/OVMF_CODE_4M${hasSecureBoot ? ".secboot" : ""}.fd`, "readonly=on"),
        ...flash(`/run/data/${FIRMWARE_MEMORY}`, "readonly=off"),
        ...(isLogged ? loggedDisk() : disk(`/run/data/${IMAGE_DISK}`, "readonly=off")),
        ...["-smbios", `type=11,value=io.systemd.stub.kernel-cmdline-extra=${options.join(" ").replaceAll(",", ",,")}`],
        ...(hasAgent ? [...disk(`/run/product/${PRODUCT_DISK}`, "readonly=on"), ...Object.entries(agentUnits).flatMap(credential)] : []),
        ...(accelerator === "tcg" ? patience().flatMap(credential) : []),
      ];
    },
    folders: async () => (hasAgent ? { product: (await ensureProduct()).folder } : {}),
  };
}

/** The agent's disk is the one that is an erofs as a whole. */
const mountRig =
  'mkdir -p /run/rig && { mountpoint -q /run/rig || mount -t erofs -o ro "$(blkid -t TYPE=erofs -o device | grep -v -e /dm- -e /mapper/ -e "[0-9]$")" /run/rig; }';
const agentUnits = {
  "systemd.extra-unit.rig-agent.service": `[Unit]
Before=kiosk-app.service
StartLimitIntervalSec=0
[Service]
Type=notify
NotifyAccess=all
TimeoutStartSec=300
StartupCPUWeight=500
ExecStartPre=/bin/sh -c '${mountRig}'
ExecStart=/usr/bin/node --single-threaded /run/rig/usr/lib/alongside-rig/agent.mjs
Environment=UV_THREADPOOL_SIZE=8
Restart=always
RestartSec=200ms
`,
  "systemd.unit-dropin.alongside.target~rig": "[Unit]\nWants=rig-agent.service\n",
};

/** What the generator of the other machine makes there (guest/tree), with time for the health check, as units' drop-ins. */
function patience(): [string, string][] {
  const made = mkdtempSync(join(tmpdir(), "alongside-patience-"));
  try {
    const script = `systemd-detect-virt() { echo qemu; }; set -- ${made}; . ${inTop(GENERATOR)}`;
    execFileSync("bash", ["-c", script]);
    const files = readdirSync(made, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".conf"));
    const dropIns = files.map((name): [string, string] => {
      const [unit = "", file = ""] = name.split("/");
      return [`systemd.unit-dropin.${unit.replace(/\.d$/, "")}~${file.replace(/\.conf$/, "")}`, readFileSync(join(made, name), "utf8")];
    });
    return [...dropIns, ["systemd.unit-dropin.boot-health.service~50-emulated", "[Service]\nEnvironment=ALONGSIDE_HEALTH_LIMIT_S=1800\n"]];
  } finally {
    rmSync(made, { recursive: true });
  }
}

function credential([name, text]: [string, string]): string[] {
  return ["-smbios", `type=11,value=io.systemd.credential.binary:${name}=${Buffer.from(text).toString("base64")}`];
}

function loggedDisk(): string[] {
  const file = (name: string) => ({ driver: "file", filename: `/run/data/${name}` });
  const node = { driver: "blklogwrites", "node-name": "disk", file: file(IMAGE_DISK), log: file(DISK_LOG) };
  // The log takes two vectors more than a request has, and merged ones have as many as the host takes (IOV_MAX): they would fail.
  return ["-blockdev", JSON.stringify(node), "-device", "virtio-blk-pci,drive=disk,request-merging=off"];
}

function disk(file: string, mode: string): string[] {
  return ["-drive", `file=${file},format=raw,if=virtio,${mode}`];
}
