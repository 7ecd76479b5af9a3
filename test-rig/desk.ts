import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { BodyLog } from "./body/log.ts";
import { inTop } from "./paths.ts";
import type { ProcessEvent } from "./supervisor/managed.ts";

export interface DeskOptions {
  /** Its database and the operator's key; kept. */
  readonly stateDir: string;
  /** 0 takes any, and keeps it over restarts. */
  readonly port: number;
  readonly log: BodyLog;
  /** Further options of `desk serve`. */
  readonly options?: readonly string[];
}

const START_MS = 20_000;
const STOP_MS = 4000;
const program = inTop("build/desk/desk.mjs");

/** A real desk in a process of its own, on loopback, with its data in SQLite. */
export class Desk {
  readonly #options: DeskOptions;
  #port: number;
  #child: ChildProcess | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** The console's address. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get port(): number {
    return this.#port;
  }

  /** Resolves when it listens. @throws Error with its last words when it does not come up. */
  async start(): Promise<void> {
    if (this.#child) return;
    const { stateDir, options = [] } = this.#options;
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const key = join(stateDir, "operator.key");
    const own = ["--port", String(this.#port), "--operator-key", key, "--console", inTop("build/desk/console")];
    // It ends with the rig, however that ends; Ctrl-C reaches the rig alone, which ends the desk after the device.
    const command = ["--pdeathsig", "TERM", "--", process.execPath, program, "serve", ...this.#store, ...own, ...options];
    const child = spawn("setpriv", command, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#child = child;
    this.#say({ event: "started", pid: child.pid ?? 0 });
    child.once("exit", (code, signal) => this.#say({ event: "exited", code, signal, restartInMs: null }));
    this.#port = await this.#listening(child);
  }

  /** Ends it; with "SIGKILL" as a crash would. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await gone;
    clearTimeout(kill);
  }

  /** Makes an account and returns its generated password. @throws Error when the name is taken. */
  async addAgent(name: string, label: string): Promise<string> {
    return this.#command("account", "add", name, "--label", label, "--generate");
  }

  /** Gives an account a new generated password. */
  async renewPassword(name: string): Promise<string> {
    return this.#command("account", "password", name, "--generate");
  }

  /** A one-time code for enrolling a device. */
  async enrolCode(): Promise<string> {
    return this.#command("enrol-code");
  }

  /** A line for each device: its system's version, and what became of its last update. */
  async devices(): Promise<string> {
    return this.#command("devices");
  }

  get #store(): string[] {
    return ["--store", `sqlite:${join(this.#options.stateDir, "desk.db")}`];
  }

  async #command(...args: string[]): Promise<string> {
    mkdirSync(this.#options.stateDir, { recursive: true, mode: 0o700 });
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, ...this.#store]);
    return stdout.trim();
  }

  #listening(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(late);
        reject(new Error(`the desk ${why}\n${this.#options.log.tail(20)}`));
      };
      const late = setTimeout(() => fail(`did not listen within ${START_MS} ms`), START_MS);
      child.once("exit", (code, signal) => fail(`ended with ${signal ?? code}`));
      child.once("error", (error) => fail(`could not be started: ${error.message}`));
      for (const stream of ["stdout", "stderr"] as const) {
        const input = child[stream];
        if (!input) continue;
        createInterface({ input }).on("line", (text) => {
          this.#say({ event: "line", stream, text });
          const port = /^\{"event":"listening","port":(\d+)\}$/.exec(text)?.[1];
          if (port === undefined) return;
          clearTimeout(late);
          resolve(Number(port));
        });
      }
    });
  }

  #say(what: ProcessEvent): void {
    this.#options.log.push({ name: "desk", atMs: Number(process.hrtime.bigint() / 1000n) / 1000, ...what });
  }
}
