import { join } from "node:path";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Ppm, readPpm } from "../ppm.ts";
import type { ControlRequest, ProcessReport } from "../supervisor/control-message.ts";
import { ask, openPipe } from "./control-client.ts";

/** Signals that tests send. */
export type KillSignal = Extract<ControlRequest, { verb: "kill" }>["signal"];

/** What can be asked of a running headless body by whoever may open its folder: the rig that started it, or the command line. */
export class BodyControl {
  /** The body's folder on this machine; `host/` in it is what both sides see. */
  readonly runDir: string;

  constructor(runDir: string) {
    this.runDir = runDir;
  }

  /** Unix socket of the glass: picture, finger, keyboard. */
  get glassSocket(): string {
    return join(this.runDir, "host/glass.sock");
  }

  /** The kiosk's processes with their memory and CPU time. */
  async processes(): Promise<readonly ProcessReport[]> {
    return (await ask(this.#socket, { verb: "list" })).processes ?? [];
  }

  /** Sends a signal to a process of the table; the supervisor starts it again if that ends it. */
  async kill(name: string, signal: KillSignal = "SIGKILL"): Promise<void> {
    await ask(this.#socket, { verb: "kill", name, signal });
  }

  /** Ends a process and keeps it ended until startProcess. */
  async stopProcess(name: string): Promise<void> {
    await ask(this.#socket, { verb: "stop", name });
  }

  async startProcess(name: string): Promise<void> {
    await ask(this.#socket, { verb: "start", name });
  }

  /** Makes the app host show another page. */
  async setApp(url: string): Promise<void> {
    await ask(this.#socket, { verb: "set-app", url });
  }

  /** Runs a command as the rig's user inside the body; the stream is its standard input and output. Destroying it ends the command. */
  pipe(argv: readonly string[]): Promise<Duplex> {
    return openPipe(this.#socket, argv);
  }

  /** The whole output as PNG. @throws Error when the compositor is not up. */
  shot(): Promise<Buffer> {
    return this.#grim("png");
  }

  /** The whole output as pixels. @throws Error when the compositor is not up. */
  async look(): Promise<Ppm> {
    return readPpm(await this.#grim("ppm"));
  }

  async #grim(format: string): Promise<Buffer> {
    const stream = await this.pipe(["grim", "-t", format, "-"]);
    stream.end();
    const picture = await buffer(stream);
    if (picture.length === 0) throw new Error("grim took no picture: is the compositor up?");
    return picture;
  }

  get #socket(): string {
    return join(this.runDir, "host/control.sock");
  }
}
