import { type Boot, kernelBoot } from "./boot.ts";

/** Runs the guest's instructions on the processor, or emulates them. */
export type Accelerator = "kvm" | "tcg";

export interface MachineOptions {
  readonly accelerator: Accelerator;
  readonly width: number;
  readonly height: number;
  readonly boot?: Boot;
  /** Goes on with the memory in /run/state instead of booting. */
  readonly isIncoming: boolean;
  /** False: the slot `panel` for the touch screen is empty. */
  readonly hasTouch?: boolean;
}

/** The port between the rig and its agent in the guest. */
export const GUEST_PORT = "alongside.rig";
/** Sockets in the body's folder. */
export const SOCKETS = { rig: "rig.sock", qmp: "qmp.sock", control: "qmp-control.sock", display: "vnc.sock" } as const;
/** Link to the host's end of the guest's second serial port. */
export const SERIAL_LINE = "line";
export const MEMORY_FILE = "memory";
/** The guest's address in QEMU's user network. */
export const GUEST_ADDRESS = "10.0.2.15";
/** Under which this machine is known there. */
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
 * /run/body (sockets), /run/data, /run/state, and those of what it boots from.
 */
export function machineArguments(options: MachineOptions): string[] {
  const { accelerator, width, height, isIncoming, boot = kernelBoot, hasTouch = true } = options;
  const socket = (name: keyof typeof SOCKETS) => `unix:/run/body/${SOCKETS[name]}`;
  return [
    ...processorArguments(accelerator),
    ...["-smp", "2", "-m", String(MEMORY_MB), "-rtc", "base=utc"],
    ...boot.arguments(accelerator),
    ...["-display", "none", "-vga", "none", "-vnc", socket("display")],
    ...["-device", `virtio-gpu-pci,xres=${width},yres=${height}`],
    // The touch screen can be pulled out: it sits in a slot.
    ...["-device", "pcie-root-port,id=panel,chassis=1"],
    ...(hasTouch ? ["-device", "virtio-multitouch-pci,id=touch,bus=panel"] : []),
    ...["-device", "virtio-keyboard-pci,id=keyboard", "-device", "qemu-xhci,id=usb"],
    // A watchdog as servers' chipsets have it; it resets the machine (WATCHDOG on the monitor).
    ...["-device", "i6300esb,id=watchdog"],
    ...["-device", "virtio-rng-pci", "-device", "virtio-serial-pci"],
    ...[
      "-chardev",
      `socket,id=rig,path=/run/body/${SOCKETS.rig},server=on,wait=off`,
      "-device",
      `virtserialport,chardev=rig,name=${GUEST_PORT}`,
    ],
    ...["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
    ...["-chardev", `pty,id=line,path=/run/body/${SERIAL_LINE}`, "-device", "pci-serial,chardev=line"],
    ...["-qmp", `${socket("qmp")},server=on,wait=off`, "-qmp", `${socket("control")},server=on,wait=off`],
    ...["-netdev", "user,id=net,ipv6=off", "-device", "virtio-net-pci,netdev=net,romfile="],
    ...(isIncoming ? ["-incoming", `file:/run/state/${MEMORY_FILE}`] : []),
  ];
}
