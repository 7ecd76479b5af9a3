import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type DeviceConfig, deviceConfig, NEVER_IDLE } from "../config.ts";
import { DeviceState } from "../device-state.ts";
import { GuestControl } from "../guest/client.ts";
import { GuestRelay } from "../guest/relay.ts";
import { hasContent, type Ppm } from "../ppm.ts";
import type { ProcessReport } from "../supervisor/control-message.ts";
import { chooseAccelerator } from "../vm/accelerator.ts";
import { type Boot, DATA_DISK, DISK_LOG, firmwareBoot, kernelBoot } from "../vm/boot.ts";
import { MachineGlass } from "../vm/glass.ts";
import { makeDataDisk } from "../vm/images.ts";
import { MachineInput } from "../vm/input.ts";
import { installImage } from "../vm/install.ts";
import { type Accelerator, HOST_ADDRESS, SOCKETS } from "../vm/machine.ts";
import { MediaPath } from "../vm/media-path.ts";
import { type Display, type MachineKind, Power } from "../vm/power.ts";
import { ensureState, takeState } from "../vm/saved-state.ts";
import { until } from "../wait.ts";
import type { Body, Setup } from "./body.ts";
import type { KillSignal } from "./control.ts";
import { BodyLog } from "./log.ts";
import { VmControl } from "./vm-control.ts";

export interface VmOptions {
  /** Kept between runs: the disk with the device's key, enrolment, journal. */
  readonly stateDir: string;
  /** Chosen by a probe when absent. */
  readonly accelerator?: Accelerator;
  readonly display?: Display;
  /** Begins with a machine that has booted already, and with an empty disk; the first time it has to boot and be saved. */
  readonly isSaved?: boolean;
  /** Boots an image, by its own firmware and kernel, instead of this clone's build. */
  readonly image?: InstalledImage;
}

export interface InstalledImage {
  /** The .raw file, written to the disk once. */
  readonly file: string;
  /** Of the disk. */
  readonly sizeMb: number;
  /** False: the image as a customer has it. It starts when QEMU does, and can be looked at and touched, and nothing else. */
  readonly hasAgent: boolean;
  /** Whether all that is written to the disk is written to a log as well (DISK_LOG), anew each time that QEMU starts. */
  readonly isLogged?: boolean;
  /** Firmware that knows Secure Boot, in setup mode until a key is enrolled. */
  readonly hasSecureBoot?: boolean;
  /** Further words for the kernel's command line. */
  readonly kernelOptions?: readonly string[];
  /** False: without a touch screen; one can be plugged into the slot `panel`. */
  readonly hasTouch?: boolean;
}

/** From power on to the agent's first word; an emulated boot on a loaded machine. */
const BOOT_MS = 900_000;
/**
 * QEMU 10's emulation has a race between a processor's access to a device and a change of the memory map, as at a boot
 * (`iotlb_to_section: Assertion … failed`): seen once in ten boots on a machine loaded fifteenfold. A saved machine has that behind it.
 */
const TRIES = 3;
/** Discard service: nothing answers there. */
const NO_DESK = 9;
/** Measured: an emulated page or process takes 10 to 30 times as long as a native one. */
const EMULATED_PATIENCE = 12;

/** The kiosk as a machine of its own: its own kernel, systemd units and hardware, with a person's hands at QEMU's. */
export class VmBody implements Body {
  readonly log = new BodyLog();
  readonly runDir = mkdtempSync(join(tmpdir(), "alongside-vm-"));
  readonly guest: GuestControl;
  readonly #options: VmOptions;
  readonly #control: VmControl;
  readonly #relay: GuestRelay;
  readonly #display: Display;
  #accelerator: Accelerator | null;
  #setup: Setup | null = null;
  #power: Power | null = null;
  #input: MachineInput | null = null;
  #glass: MachineGlass | null = null;
  #path: MediaPath | null = null;
  #hasBeenOn = false;
  #isStopped = false;
  /** How often a kernel has started since it was switched on, and how often somebody has waited for it. */
  #kernels = { count: 0, seen: 0 };

  constructor(options: VmOptions) {
    this.#options = options;
    this.#accelerator = options.accelerator ?? null;
    this.#display = options.display ?? { width: 1280, height: 800 };
    this.guest = new GuestControl(join(this.#host, SOCKETS.rig));
    this.#control = new VmControl(this.runDir);
    this.#relay = new GuestRelay(this.guest, this.#control.guestSocket);
    this.log.listen((record) => {
      if (record.name === "console" && record.event === "line" && record.text.includes("] Linux version ")) this.#kernels.count += 1;
    });
  }

  get patience(): number {
    return this.#accelerator === "kvm" ? 2 : EMULATED_PATIENCE;
  }

  /** The folder of its disks. */
  get stateDir(): string {
    return this.#options.stateDir;
  }

  get glassSocket(): string {
    return this.#control.glassSocket;
  }

  /** The machine's touch screen and keyboard. @throws Error while it is off */
  get input(): MachineInput {
    if (!this.#input) throw new Error("the machine is off");
    return this.#input;
  }

  /** QEMU, for what only a test wants of it. @throws Error while it is off */
  get power(): Power {
    if (!this.#power) throw new Error("the machine is off");
    return this.#power;
  }

  async prepare(setup: Setup): Promise<void> {
    this.#setup = setup;
  }

  /** Resolves when the guest's agent answers, and the daemon has its configuration. */
  async start(): Promise<void> {
    if (this.#isOn()) return;
    this.#isStopped = false;
    for (let tries = TRIES; ; tries--) {
      try {
        return await this.#comeUp();
      } catch (error) {
        const tail = this.log.tail();
        const hasCrashed = this.#power?.hasCrashed === true;
        await this.#powerOff();
        if (hasCrashed && tries > 1 && !this.#isStopped) continue;
        throw new Error(`the virtual machine did not come up: ${error instanceof Error ? error.message : String(error)}\n${tail}`);
      }
    }
  }

  #isOn(): boolean {
    return this.#power !== null;
  }

  async #comeUp(): Promise<void> {
    await this.#powerOn();
    const { image } = this.#options;
    if (image) await this.#kernel();
    if (image?.hasAgent === false) return;
    await this.#greet();
    await this.#configure();
  }

  /** Boots again after the power was cut from outside. */
  async restart(): Promise<void> {
    if (this.#isStopped) return;
    await this.#powerOff();
    await this.start();
  }

  /** Waits until the guest has started again by itself some times, after the last start that was waited for, and can be asked and reach its desk. */
  async startsAgain(times = 1): Promise<void> {
    for (let start = 0; start < times; start++) await this.#kernel();
    await this.guest.disconnect();
    await this.#greet();
    await this.#configure();
  }

  /** Firmware reads the agent's port too, and would take our first word: it is said when a kernel runs. */
  async #kernel(): Promise<void> {
    const seen = this.#kernels.seen;
    await until("a kernel to start", BOOT_MS, () => this.#kernels.count > seen || !this.#isOn());
    this.#kernels.seen += 1;
  }

  async #greet(): Promise<void> {
    await this.guest.ready(BOOT_MS);
    await this.guest.setClock();
    await this.guest.followLog((record) => this.log.push(record));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#powerOff();
    rmSync(this.runDir, { recursive: true, force: true });
  }

  /** As when the plug is pulled; the next start is a boot from the same disk. */
  async cutPower(): Promise<void> {
    await this.power.cut();
    await this.#powerOff();
  }

  /** Writes the machine's memory beside its disk and ends it. */
  async save(): Promise<void> {
    await this.guest.disconnect();
    await this.power.save();
    await this.stop();
  }

  shot(): Promise<Buffer> {
    return this.#control.shot();
  }

  look(): Promise<Ppm> {
    return this.#control.look();
  }

  processes(): Promise<readonly ProcessReport[]> {
    return this.guest.processes();
  }

  kill(name: string, signal?: KillSignal): Promise<void> {
    return this.guest.kill(name, signal);
  }

  stopProcess(name: string): Promise<void> {
    return this.guest.stopProcess(name);
  }

  startProcess(name: string): Promise<void> {
    return this.guest.startProcess(name);
  }

  setApp(url: string): Promise<void> {
    return this.guest.setApp(url);
  }

  pipe(argv: readonly string[]): Promise<Duplex> {
    return this.guest.pipe(argv);
  }

  async #powerOn(): Promise<void> {
    const { stateDir, isSaved = false, image } = this.#options;
    this.#accelerator ??= (await chooseAccelerator()).accelerator;
    const boot: Boot = image ? firmwareBoot(image) : kernelBoot;
    const machine = { accelerator: this.#accelerator, boot, hasTouch: image?.hasTouch !== false, ...this.#display };
    mkdirSync(stateDir, { recursive: true });
    mkdirSync(this.#host, { recursive: true });
    const state = isSaved && !this.#hasBeenOn ? await ensureState(machine, bootAndSave) : null;
    if (state !== null) await takeState(state, stateDir);
    else if (image) await installImage(image.file, stateDir, image.sizeMb);
    else if (!existsSync(join(stateDir, DATA_DISK))) await makeDataDisk(stateDir, DATA_DISK);
    if (image?.isLogged) writeFileSync(join(stateDir, DISK_LOG), "");
    if (this.#isStopped) throw new Error("it was ended while it came up");
    this.#kernels = { count: 0, seen: 0 };
    this.#power = await Power.on(machine, { body: this.#host, data: stateDir, state }, this.log);
    this.#hasBeenOn = true;
    if (this.#isStopped) throw new Error("it was ended while it came up");
    this.#input = new MachineInput(this.#power.qmp);
    this.#glass = new MachineGlass({
      ...this.#display,
      socket: this.glassSocket,
      display: join(this.#host, SOCKETS.display),
      input: this.#input,
    });
    await this.#glass.start();
    await this.#relay.start();
  }

  async #powerOff(): Promise<void> {
    const power = this.#power;
    this.#power = this.#input = null;
    this.#glass?.stop();
    this.#relay.stop();
    await this.#path?.stop();
    this.#path = null;
    // Its end also ends the wait for a guest that has not answered yet.
    await power?.off();
    await this.guest.disconnect();
  }

  async #configure(): Promise<void> {
    if (!this.#setup) return;
    const { deskPort, label, enrolCode } = this.#setup;
    const { code } = await this.guest.run(["test", "-e", "/var/lib/alongside/enrolment.json"]);
    await this.#path?.stop();
    this.#path = new MediaPath();
    const port = await this.#path.start(deskPort, this.power.qmp);
    await this.guest.forward(port);
    await this.#letCallsIn();
    const toml = deviceConfig({ deskPort: port, label, model: "virtual machine", ...NEVER_IDLE, ...this.#slowness });
    const given = code === 0 ? null : await enrolCode();
    await this.guest.configure({ toml, ...(given === null ? {} : { code: given }) });
  }

  /**
   * QEMU delivers a call's packets from its own address, to which the guest has never sent: for the image's packet filter they are
   * nobody's answer. They alone are let in, beside what the image lets in by itself.
   */
  async #letCallsIn(): Promise<void> {
    const rule = ["rule", "inet", "kiosk", "input", "ip", "saddr", HOST_ADDRESS, "meta", "l4proto", "udp", "accept"];
    const { code, output } = await this.guest.run(["nft", "insert", ...rule]);
    if (code !== 0) throw new Error(`the guest's packet filter is not the image's: ${output.trim()}`);
  }

  /**
   * An emulated machine connects in 10 s when nothing else runs, and not in 20 when anything does. Its encoder begins with ten pictures
   * a second of half the width and height, as on the slowest path: a whole one takes it a second.
   */
  get #slowness(): Pick<DeviceConfig, "connectSeconds" | "startKbps"> {
    return this.#accelerator === "kvm" ? {} : { connectSeconds: 60, startKbps: 100 };
  }

  get #host(): string {
    return join(this.runDir, "host");
  }
}

/** A machine as every test may find it: the app on the glass, the panel loaded, and a desk that is not there yet. */
async function bootAndSave(stateDir: string, { accelerator, ...display }: MachineKind): Promise<void> {
  const body = new VmBody({ stateDir, accelerator, display });
  const device = new DeviceState(body.log);
  try {
    await body.prepare({ deskPort: NO_DESK, label: "Kiosk", enrolCode: async () => null });
    await body.start();
    await until("the panel page", BOOT_MS, () => device.isPanelConnected);
    await until("the app on the glass", BOOT_MS, async () => hasContent(await body.look()));
    await body.save();
  } catch (error) {
    const tail = body.log.tail(60);
    await body.stop();
    throw new Error(`no virtual machine could be saved: ${error instanceof Error ? error.message : String(error)}\n${tail}`);
  } finally {
    device.close();
  }
}
