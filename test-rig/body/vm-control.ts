import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { GuestControl } from "../guest/client.ts";
import { type Ppm, readPpm } from "../ppm.ts";
import type { ProcessReport } from "../supervisor/control-message.ts";
import { SOCKETS } from "../vm/machine.ts";
import { Qmp } from "../vm/qmp.ts";
import type { KillSignal } from "./control.ts";

/** What can be asked of a running machine by whoever may open its folder: the rig that started it, or the command line. */
export class VmControl {
  readonly #host: string;

  /** @param runDir the body's folder on this machine */
  constructor(runDir: string) {
    this.#host = join(runDir, "host");
  }

  get glassSocket(): string {
    return join(this.#host, "glass.sock");
  }

  /** Where any number of clients reach the guest's agent. */
  get guestSocket(): string {
    return join(this.#host, "guest.sock");
  }

  /** The guest's agent, through the rig. */
  get guest(): GuestControl {
    return new GuestControl(this.guestSocket);
  }

  processes(): Promise<readonly ProcessReport[]> {
    return this.guest.processes();
  }

  kill(name: string, signal?: KillSignal): Promise<void> {
    return this.guest.kill(name, signal);
  }

  /** What the graphics card shows, as PNG. */
  shot(): Promise<Buffer> {
    return this.#screendump("png");
  }

  async look(): Promise<Ppm> {
    return readPpm(await this.#screendump("ppm"));
  }

  /** As when the plug is pulled. */
  cutPower(): Promise<void> {
    return this.#ask((qmp) => qmp.execute("quit")).then(() => undefined);
  }

  async #screendump(format: "png" | "ppm"): Promise<Buffer> {
    const name = `${randomUUID()}.${format}`;
    try {
      await this.#ask((qmp) => qmp.execute("screendump", { filename: `/run/body/${name}`, format }));
      return await readFile(join(this.#host, name));
    } finally {
      await rm(join(this.#host, name), { force: true });
    }
  }

  /** QEMU serves one at a time on this socket; the others wait. */
  async #ask<T>(question: (qmp: Qmp) => Promise<T>): Promise<T> {
    const qmp = await Qmp.connect(join(this.#host, SOCKETS.control));
    try {
      return await question(qmp);
    } finally {
      qmp.close();
    }
  }
}
