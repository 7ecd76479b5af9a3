import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { BodyLog } from "../body/log.ts";
import type { ProcessEvent } from "../supervisor/managed.ts";
import { until } from "../wait.ts";
import { type Boot, kernelBoot } from "./boot.ts";
import { type Accelerator, MEMORY_FILE, machineArguments, SERIAL_LINE, SOCKETS } from "./machine.ts";
import { Qmp } from "./qmp.ts";
import { spawnTool } from "./tools.ts";

export interface Display {
  readonly width: number;
  readonly height: number;
}

export interface MachineKind extends Display {
  readonly accelerator: Accelerator;
  /** The kiosk root and the product with a kernel beside them, when absent. */
  readonly boot?: Boot;
  readonly hasTouch?: boolean;
}

/** Folders of this machine. */
export interface MachineFolders {
  /** For the sockets. */
  readonly body: string;
  /** With the disk that is written. */
  readonly data: string;
  /** With the memory to go on from; null boots. */
  readonly state: string | null;
}

/** QEMU opens its monitor within a second; a loaded machine takes longer. */
const MONITOR_MS = 30_000;
const QUIT_MS = 3000;
const SAVE_MS = 120_000;

/** A machine that is on: one run of QEMU. */
export class Power {
  readonly qmp: Qmp;
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;

  private constructor(child: ChildProcess, qmp: Qmp) {
    this.#child = child;
    this.qmp = qmp;
    this.#gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
  }

  /** Switches on: boots, or goes on with a saved memory. @throws Error with QEMU's words when it does not start */
  static async on(kind: MachineKind, { body, data, state }: MachineFolders, log: BodyLog): Promise<Power> {
    const folders = { ...(await (kind.boot ?? kernelBoot).folders()), body, data, ...(state === null ? {} : { state }) };
    const argv = machineArguments({ ...kind, isIncoming: state !== null });
    // A QEMU whose power was cut leaves its link to the serial line, and the next one does not overwrite it.
    rmSync(join(body, SERIAL_LINE), { force: true });
    const child = await spawnTool(argv, folders, ["ignore", "pipe", "pipe"]);
    keepWords(child, log);
    try {
      const power = new Power(child, await until("QEMU's monitor", MONITOR_MS, () => monitor(child, body, log)));
      if (state !== null) await power.#goOn();
      return power;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** The process that QEMU lives and dies with. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** QEMU itself failed. */
  get hasCrashed(): boolean {
    return this.#child.signalCode === "SIGSEGV" || this.#child.signalCode === "SIGABRT";
  }

  /** Ends QEMU in order: what the guest has written to its disk is kept. May be called after the power was cut. */
  async off(): Promise<void> {
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), QUIT_MS);
    await this.qmp.execute("quit").catch(() => undefined);
    await this.#gone;
    clearTimeout(kill);
    this.qmp.close();
  }

  /** As when the plug is pulled. */
  async cut(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }

  /** The reset button. */
  async reset(): Promise<void> {
    await this.qmp.execute("system_reset");
  }

  /** Stops the machine and writes its memory beside its disk, in a form that this QEMU goes on from. */
  async save(): Promise<void> {
    await this.qmp.execute("stop");
    await this.qmp.execute("migrate-set-parameters", { "max-bandwidth": 2 ** 40 });
    await this.qmp.execute("migrate", { uri: `file:/run/data/${MEMORY_FILE}` });
    await until("the machine's memory to be written", SAVE_MS, async () => {
      const { status } = await this.qmp.execute<{ status?: string }>("query-migrate");
      if (status === "failed") throw new Error("QEMU could not write the machine's memory");
      return status === "completed";
    });
  }

  async #goOn(): Promise<void> {
    await until("the machine's memory to be read", SAVE_MS, async () => {
      const { status } = await this.qmp.execute<{ status: string }>("query-status");
      return status !== "inmigrate";
    });
    await this.qmp.execute("cont");
  }
}

async function monitor(child: ChildProcess, body: string, log: BodyLog): Promise<Qmp | null> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`QEMU did not start\n${log.tail(5)}`);
  return Qmp.connect(join(body, SOCKETS.qmp)).catch(() => null);
}

/** The guest's console and QEMU's own words. */
function keepWords(child: ChildProcess, log: BodyLog): void {
  const say = (name: string, what: ProcessEvent) => log.push({ name, atMs: Number(process.hrtime.bigint() / 1000n) / 1000, ...what });
  const keep = (name: string, stream: "stdout" | "stderr", input: Readable | null) => {
    if (input) createInterface({ input }).on("line", (text) => say(name, { event: "line", stream, text }));
  };
  keep("console", "stdout", child.stdout);
  keep("qemu", "stderr", child.stderr);
  say("qemu", { event: "started", pid: child.pid ?? 0 });
  child.once("exit", (code, signal) => say("qemu", { event: "exited", code, signal, restartInMs: null }));
}
