import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../wait.ts";
import { type MachineOptions, machineArguments, SOCKETS } from "./machine.ts";
import { Qmp } from "./qmp.ts";
import { type Folders, spawnTool } from "./tools.ts";

/** QEMU opens its monitor within a second; a loaded machine takes longer. */
const MONITOR_MS = 30_000;
const QUIT_MS = 3000;

export interface QemuEvents {
  /** A line on the guest's serial console. */
  onConsole(text: string): void;
  /** A line of QEMU's own. */
  onComplaint(text: string): void;
  onEnd(code: number | null, signal: NodeJS.Signals | null): void;
}

/** One run of QEMU, from power on to power off. */
export class Qemu {
  readonly #child: ChildProcess;
  readonly qmp: Qmp;
  readonly #gone: Promise<unknown>;

  private constructor(child: ChildProcess, qmp: Qmp, gone: Promise<unknown>) {
    this.#child = child;
    this.qmp = qmp;
    this.#gone = gone;
  }

  /** Powers on. @throws Error with QEMU's words when it does not start */
  static async start(options: MachineOptions, folders: Folders & { readonly body: string }, events: QemuEvents): Promise<Qemu> {
    const child = await spawnTool(machineArguments(options), folders, ["ignore", "pipe", "pipe"]);
    const complaints: string[] = [];
    if (child.stdout) createInterface({ input: child.stdout }).on("line", events.onConsole);
    if (child.stderr)
      createInterface({ input: child.stderr }).on("line", (text) => {
        complaints.push(text);
        events.onComplaint(text);
      });
    const gone = once(child, "exit");
    child.once("exit", events.onEnd);
    const qmp = await until("QEMU's monitor", MONITOR_MS, () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`QEMU did not start: ${complaints.join("\n")}`);
      return Qmp.connect(join(folders.body, SOCKETS.qmp)).catch(() => null);
    }).catch(async (error) => {
      child.kill("SIGKILL");
      throw error;
    });
    return new Qemu(child, qmp, gone);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends the machine in order, as far as QEMU goes: what the guest has written to its disks is kept. */
  async quit(): Promise<void> {
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), QUIT_MS);
    await this.qmp.execute("quit").catch(() => undefined);
    await this.#gone;
    clearTimeout(kill);
    this.qmp.close();
  }

  /** As when the plug is pulled. */
  async cutPower(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
    this.qmp.close();
  }
}
