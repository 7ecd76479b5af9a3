import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type DeviceConfig, isEnrolled, NEVER_IDLE, writeDeviceConfig, writeEnrolCode } from "../config.ts";
import { asRoot } from "../namespace.ts";
import { inTop } from "../paths.ts";
import type { Options } from "../supervisor/options.ts";
import type { LogRecord } from "../supervisor/supervisor.ts";
import type { Body, Setup } from "./body.ts";
import { BodyControl } from "./control.ts";
import { BodyLog } from "./log.ts";

/** The kiosk's panel: pixels as it has them, how it is mounted (wl_output.transform), pixels for one of a surface. */
export interface ScreenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly transform?: number;
  readonly scale?: number;
}

export interface HeadlessOptions {
  /** The kiosk root (roots.ts). */
  readonly root: string;
  /** Kept between runs: the device's key, enrolment, journal. */
  readonly stateDir: string;
  /** What lies at /etc/alongside. */
  readonly configDir: string;
  readonly device?: string;
  readonly screen?: ScreenOptions;
  readonly appUrl?: string;
  readonly appLabel?: string;
  /** Processes of supervisor/table.ts to leave out. */
  readonly without?: readonly string[];
  /** What is not as in the other tests. */
  readonly config?: Pick<DeviceConfig, "idleSeconds" | "inputStats">;
}

const START_MS = 15_000;
const STOP_MS = 4000;

/** The kiosk as processes in namespaces of this machine: full speed, no privileges, nothing left behind. */
export class HeadlessBody extends BodyControl implements Body {
  readonly log = new BodyLog();
  readonly patience = 1;
  readonly #options: HeadlessOptions;
  #child: ChildProcess | null = null;

  constructor(options: HeadlessOptions) {
    super(mkdtempSync(join(tmpdir(), "alongside-")));
    this.#options = options;
  }

  async prepare({ deskPort, label, enrolCode }: Setup): Promise<void> {
    const { stateDir, configDir, config = {} } = this.#options;
    const code = isEnrolled(stateDir) ? null : await enrolCode();
    if (code !== null) writeEnrolCode(stateDir, code);
    writeDeviceConfig(configDir, { deskPort, label, ...NEVER_IDLE, ...config });
  }

  async start(): Promise<void> {
    if (this.#child) return;
    const { root, stateDir, configDir, device = inTop("build/device") } = this.#options;
    for (const dir of [join(this.runDir, "body"), join(this.runDir, "host"), stateDir, configDir]) mkdirSync(dir, { recursive: true });
    const script = [inTop("test-rig/body/headless.sh"), root, this.runDir, device, inTop("image/tree"), stateDir, configDir];
    const namespaces = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"];
    const [command = "", ...args] = asRoot([...namespaces, ...script, JSON.stringify(await this.#supervisorOptions())]);
    // A session of its own: Ctrl-C reaches the rig, and the rig ends the body in order.
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, env: { PATH: process.env.PATH } });
    this.#child = child;
    this.#listen(child);
    await this.#ready(child);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.stdin?.end();
      // unshare passes its own death on to the namespace's init, and with that to everything in it.
      const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await gone;
      clearTimeout(kill);
    }
    rmSync(this.runDir, { recursive: true, force: true });
  }

  async #supervisorOptions(): Promise<Options> {
    const {
      screen: { width = 1280, height = 800, transform = 0, scale = 1 } = {},
      appUrl,
      appLabel = "Riverside Clinic",
      without = [],
    } = this.#options;
    return {
      width,
      height,
      transform,
      scale,
      appPort: await freePort(),
      appLabel,
      without: [...without],
      ...(appUrl === undefined ? {} : { appUrl }),
    };
  }

  #listen(child: ChildProcess): void {
    if (!child.stdout || !child.stderr) return;
    createInterface({ input: child.stdout }).on("line", (line) => this.log.push(readRecord(line)));
    createInterface({ input: child.stderr }).on("line", (text) => this.log.push(supervisorLine(text)));
    child.stdin?.on("error", () => undefined);
  }

  #ready(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        void this.stop().then(() => reject(new Error(`the headless body ${why}\n${this.log.tail()}`)));
      };
      const late = setTimeout(() => fail(`was not ready within ${START_MS} ms`), START_MS);
      child.once("error", (error) => fail(`could not be started: ${error.message}`));
      child.once("exit", (code, signal) => fail(`ended with ${signal ?? code} before it was ready`));
      const end = this.log.listen((record) => {
        if (record.event !== "ready") return;
        clearTimeout(late);
        child.removeAllListeners("exit");
        end();
        resolve();
      });
    });
  }
}

/** A line of the supervisor's standard output; anything else in there is kept as its own words. */
function readRecord(line: string): LogRecord {
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return supervisorLine(line);
  }
}

function supervisorLine(text: string): LogRecord {
  return { name: "supervisor", atMs: Number(process.hrtime.bigint() / 1000n) / 1000, event: "line", stream: "stderr", text };
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("no free port on loopback");
  return address.port;
}
