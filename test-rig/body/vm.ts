import { randomUUID } from "node:crypto";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ppm, readPpm } from "../ppm.ts";
import type { LogRecord } from "../supervisor/supervisor.ts";
import { chooseAccelerator } from "../vm/accelerator.ts";
import { type CpioFile, writeCpio } from "../vm/cpio.ts";
import { ensureKernel, ensureProduct, INITRD, makeDataDisk } from "../vm/images.ts";
import { MachineInput } from "../vm/input.ts";
import { type Accelerator, DATA_DISK } from "../vm/machine.ts";
import { Qemu } from "../vm/qemu.ts";
import { BodyLog } from "./log.ts";

export interface VmOptions {
  /** Kept between runs: the disk with the device's key, enrolment, journal. */
  readonly stateDir: string;
  readonly accelerator?: Accelerator;
  readonly width?: number;
  readonly height?: number;
}

/** The kiosk as a machine of its own: its own kernel, systemd units and hardware. */
export class VmBody {
  readonly log = new BodyLog();
  /** This body's folder on this machine. */
  readonly runDir = mkdtempSync(join(tmpdir(), "alongside-vm-"));
  readonly #options: VmOptions;
  #qemu: Qemu | null = null;
  #input: MachineInput | null = null;
  #given: readonly CpioFile[] = [];

  constructor(options: VmOptions) {
    this.#options = options;
  }

  give(files: readonly CpioFile[]): void {
    this.#given = files;
  }

  async start(): Promise<void> {
    if (this.#qemu) return;
    const { stateDir, accelerator = (await chooseAccelerator()).accelerator, width = 1280, height = 800 } = this.#options;
    const [kernel, product] = [await ensureKernel(), await ensureProduct()];
    mkdirSync(stateDir, { recursive: true });
    mkdirSync(this.#host, { recursive: true });
    if (!existsSync(join(stateDir, DATA_DISK))) await makeDataDisk(stateDir, DATA_DISK);
    copyFileSync(join(kernel.folder, INITRD), join(this.#host, INITRD));
    appendFileSync(join(this.#host, INITRD), writeCpio(this.#given));
    const folders = { kernel: kernel.folder, product: product.folder, body: this.#host, data: stateDir };
    const options = { accelerator, width, height, mediaHost: "127.0.0.1", mediaPorts: [], incoming: null };
    this.#qemu = await Qemu.start(options, folders, {
      onConsole: (text) => this.#say("console", { event: "line", stream: "stdout", text }),
      onComplaint: (text) => this.#say("qemu", { event: "line", stream: "stderr", text }),
      onEnd: (code, signal) => this.#say("qemu", { event: "exited", code, signal, restartInMs: null }),
    });
    this.#input = new MachineInput(this.#qemu.qmp);
    this.#say("qemu", { event: "started", pid: this.#qemu.pid });
  }

  get input(): MachineInput {
    if (!this.#input) throw new Error("the machine is off");
    return this.#input;
  }

  async stop(): Promise<void> {
    const qemu = this.#qemu;
    this.#qemu = null;
    await qemu?.quit();
    rmSync(this.runDir, { recursive: true, force: true });
  }

  async shot(): Promise<Buffer> {
    return this.#screendump("png");
  }

  async look(): Promise<Ppm> {
    return readPpm(await this.#screendump("ppm"));
  }

  async #screendump(format: string): Promise<Buffer> {
    if (!this.#qemu) throw new Error("the machine is off");
    const name = `${randomUUID()}.${format}`;
    await this.#qemu.qmp.execute("screendump", { filename: `/run/body/${name}`, format });
    const picture = await readFile(join(this.#host, name));
    rmSync(join(this.#host, name));
    return picture;
  }

  get #host(): string {
    return join(this.runDir, "host");
  }

  #say(name: string, what: object): void {
    this.log.push({ name, atMs: Number(process.hrtime.bigint() / 1000n) / 1000, ...what } as LogRecord);
  }
}
