import { once } from "node:events";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import type { KillSignal } from "../body/control.ts";
import { type Ppm, readPpm } from "../ppm.ts";
import type { ProcessReport } from "../supervisor/control-message.ts";
import type { LogRecord } from "../supervisor/supervisor.ts";
import { HidButton } from "./hid-button.ts";
import { type Channel, linesOf, type Mux } from "./mux.ts";
import type { GuestRequest, InputDevice, RunReport, StateReport } from "./request.ts";
import { beginSession } from "./session.ts";
import { HELP_BUTTON, type HidDevice } from "./uhid.ts";

/** An emulated machine that boots, or is loaded, takes this long to answer. */
const ANSWER_MS = 300_000;

/**
 * What can be asked of a booted kiosk through its agent: the verbs of the headless body (body/control.ts), and those that need a
 * machine. The connection is made when first needed, and anew after it has ended.
 */
export class GuestControl {
  readonly #path: string;
  #session: Promise<{ mux: Mux; socket: Socket }> | null = null;

  /** @param path unix socket of QEMU's port `alongside.rig`, or of a relay in front of it (relay.ts) */
  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when the agent answers. @throws Error when it does not within `timeoutMs` */
  async ready(timeoutMs = ANSWER_MS): Promise<void> {
    await this.#begin(timeoutMs);
  }

  /** Ends the connection; what is under way fails. */
  async disconnect(): Promise<void> {
    const session = await this.#session?.catch(() => null);
    if (!session || session.socket.closed) return;
    // Not before: whoever asks next would ask on this one.
    const closed = once(session.socket, "close");
    session.socket.destroy();
    await closed;
  }

  /** The kiosk's processes with their memory and CPU time. */
  async processes(): Promise<readonly ProcessReport[]> {
    return (await this.#ask({ verb: "list" })) as ProcessReport[];
  }

  /** Sends a signal to the main process of a unit; systemd starts it again if that ends it. */
  async kill(name: string, signal: KillSignal = "SIGKILL"): Promise<void> {
    await this.#ask({ verb: "kill", name, signal });
  }

  /** Ends a process and keeps it ended until startProcess. */
  async stopProcess(name: string): Promise<void> {
    await this.#ask({ verb: "stop", name });
  }

  async startProcess(name: string): Promise<void> {
    await this.#ask({ verb: "start", name });
  }

  /** Makes the app host show another page. */
  async setApp(url: string): Promise<void> {
    await this.#ask({ verb: "set-app", url });
  }

  /** Runs a command as the rig's user; the stream is its standard input and output. Destroying it ends the command. */
  pipe(argv: readonly string[]): Promise<Duplex> {
    return this.open({ verb: "pipe", argv: [...argv] });
  }

  /** Runs a command as root to its end. */
  async run(argv: readonly string[]): Promise<RunReport> {
    return (await this.#ask({ verb: "run", argv: [...argv] })) as RunReport;
  }

  /** Runs a command inside the borders of a process's unit. */
  async probe(name: string, argv: readonly string[]): Promise<RunReport> {
    return (await this.#ask({ verb: "probe", name, argv: [...argv] })) as RunReport;
  }

  /** Calls back for every record of this boot, then for each new one, until the connection ends. @returns how to end it earlier */
  async followLog(listener: (record: LogRecord) => void): Promise<() => void> {
    const channel = await this.open({ verb: "log" });
    linesOf(channel, (line) => listener(JSON.parse(line) as LogRecord));
    return () => channel.destroy();
  }

  /** Makes a port of the guest's loopback lead to the same port of this machine's. */
  async forward(port: number): Promise<void> {
    await this.#ask({ verb: "forward", port });
  }

  /** Sets the guest's wall clock, which stood still while the machine was saved. */
  async setClock(atMs: number = Date.now()): Promise<void> {
    await this.#ask({ verb: "clock", atMs });
  }

  /** Writes alongside.toml and an enrolment code, as far as given, and starts the daemon with them. */
  async configure(config: { readonly toml?: string; readonly code?: string }): Promise<void> {
    await this.#ask({ verb: "config", ...config });
  }

  /** What systemd says of the whole. */
  async state(): Promise<StateReport> {
    return (await this.#ask({ verb: "state" })) as StateReport;
  }

  /** The input devices of the guest's kernel. */
  async inputs(): Promise<readonly InputDevice[]> {
    return (await this.#ask({ verb: "inputs" })) as InputDevice[];
  }

  /** Plugs a USB HID device into the guest. */
  async plug(device: HidDevice = HELP_BUTTON): Promise<HidButton> {
    return new HidButton(await this.open({ verb: "uhid", ...device }));
  }

  /** What the compositor paints, as PNG. @throws Error when the compositor is not up. */
  shot(): Promise<Buffer> {
    return this.#grim("png");
  }

  /** What the compositor paints, as pixels. @throws Error when the compositor is not up. */
  async look(): Promise<Ppm> {
    return readPpm(await this.#grim("ppm"));
  }

  /** Opens a channel for a request. */
  open(request: GuestRequest): Promise<Channel> {
    return this.openRaw(JSON.stringify(request));
  }

  /** Opens a channel for a request that the agent will check. */
  async openRaw(request: string): Promise<Channel> {
    return (await this.#begin(ANSWER_MS)).mux.open(request);
  }

  async #grim(format: string): Promise<Buffer> {
    const stream = await this.pipe(["grim", "-t", format, "-"]);
    stream.end();
    const picture = await buffer(stream);
    if (picture.length === 0) throw new Error("grim took no picture: is the compositor up?");
    return picture;
  }

  async #ask(request: GuestRequest): Promise<unknown> {
    const channel = await this.open(request);
    // An agent that was started anew knows nothing of this session: begin another.
    const late = setTimeout(() => {
      channel.abandon(new Error(`the guest did not answer ${request.verb} within ${ANSWER_MS} ms`));
      void this.disconnect();
    }, ANSWER_MS);
    try {
      channel.end();
      return JSON.parse(await text(channel)) as unknown;
    } finally {
      clearTimeout(late);
    }
  }

  #begin(timeoutMs: number): Promise<{ mux: Mux; socket: Socket }> {
    if (this.#session !== null) return this.#session;
    const session = beginSession(this.#path, timeoutMs, () => {
      if (this.#session === session) this.#session = null;
    });
    this.#session = session;
    return session;
  }
}
