import { INITRD, KERNEL, KIOSK_DISK, PRODUCT_DISK } from "./images.ts";

/** Runs the guest's instructions on the processor, or emulates them. */
export type Accelerator = "kvm" | "tcg";

export interface MachineOptions {
  readonly accelerator: Accelerator;
  readonly width: number;
  readonly height: number;
  /** UDP ports of the guest that this machine finds at `mediaHost`, one by one. */
  readonly mediaHost: string;
  readonly mediaPorts: readonly number[];
  /** Name of a saved state in /run/state to go on from. */
  readonly incoming: string | null;
}

/** The port between the rig and its agent in the guest. */
export const GUEST_PORT = "alongside.rig";
/** Sockets in the body's folder. */
export const SOCKETS = { rig: "rig.sock", qmp: "qmp.sock", control: "qmp-control.sock", display: "vnc.sock" } as const;
export const DATA_DISK = "data.img";
/** The address of the guest, and that of this machine's loopback as the guest sees it. */
export const GUEST_ADDRESS = "10.0.2.15";
export const HOST_ADDRESS = "10.0.2.2";
const MEMORY_MB = 2048;

/** How the accelerators are named to QEMU. `tb-size`: translated code of WPE does not fit into the default. */
const accelerators = {
  kvm: ["-accel", "kvm", "-cpu", "host"],
  tcg: ["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max"],
} as const satisfies Record<Accelerator, readonly string[]>;

/** The part of the command line that says what runs the guest. */
export function processorArguments(accelerator: Accelerator): string[] {
  return ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-machine", "q35", ...accelerators[accelerator]];
}

/**
 * The command line of the kiosk as a machine. It finds its files in folders by name (vm/tools.ts):
 * /run/kernel, /run/product, /run/body (sockets, initrd of this boot), /run/data, /run/state.
 */
export function machineArguments(options: MachineOptions): string[] {
  const { accelerator, width, height, incoming } = options;
  const socket = (name: keyof typeof SOCKETS) => `unix:/run/body/${SOCKETS[name]}`;
  return [
    ...processorArguments(accelerator),
    ...["-smp", "2", "-m", String(MEMORY_MB), "-rtc", "base=utc", "-no-reboot"],
    ...["-kernel", `/run/kernel/${KERNEL}`, "-initrd", `/run/body/${INITRD}`],
    ...["-append", "console=ttyS0 quiet loglevel=4 systemd.show_status=0 net.ifnames=0"],
    ...disk(`/run/kernel/${KIOSK_DISK}`, "readonly=on"),
    ...disk(`/run/product/${PRODUCT_DISK}`, "readonly=on"),
    ...disk(`/run/data/${DATA_DISK}`, "readonly=off"),
    ...["-display", "none", "-vga", "none", "-vnc", socket("display")],
    ...["-device", `virtio-gpu-pci,xres=${width},yres=${height}`],
    // The touch screen can be pulled out: it sits in a slot.
    ...["-device", "pcie-root-port,id=panel,chassis=1", "-device", "virtio-multitouch-pci,id=touch,bus=panel"],
    ...["-device", "virtio-keyboard-pci,id=keyboard", "-device", "qemu-xhci,id=usb"],
    ...["-device", "virtio-rng-pci", "-device", "virtio-serial-pci"],
    ...["-chardev", `socket,id=rig,path=/run/body/${SOCKETS.rig},server=on,wait=off`, "-device", `virtserialport,chardev=rig,name=${GUEST_PORT}`],
    ...["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
    ...["-chardev", "pty,id=line,path=/run/body/line", "-device", "pci-serial,chardev=line"],
    ...["-qmp", `${socket("qmp")},server=on,wait=off`, "-qmp", `${socket("control")},server=on,wait=off`],
    ...["-netdev", network(options), "-device", "virtio-net-pci,netdev=net,romfile="],
    ...(incoming === null ? [] : ["-incoming", `file:/run/state/${incoming}`]),
  ];
}

function disk(file: string, mode: string): string[] {
  return ["-drive", `file=${file},format=raw,if=virtio,${mode}`];
}

function network({ mediaHost, mediaPorts }: MachineOptions): string {
  const forwards = mediaPorts.map((port) => `,hostfwd=udp:${mediaHost}:${port}-:${port}`);
  return `user,id=net,ipv6=off${forwards.join("")}`;
}
