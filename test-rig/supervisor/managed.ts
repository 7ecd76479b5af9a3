import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Launch } from "./launch.ts";
import { countEnds, pauseMs } from "./restart.ts";

export type ProcessState = "waiting" | "running" | "pausing" | "stopped";

/** What happened to a process; the reporter writes it as a log line. */
export type ProcessEvent =
  | { readonly event: "started"; readonly pid: number }
  | { readonly event: "exited"; readonly code: number | null; readonly signal: string | null; readonly restartInMs: number | null }
  | { readonly event: "line"; readonly stream: "stdout" | "stderr"; readonly text: string };

export interface ManagedOptions {
  readonly launch: Launch;
  readonly after: readonly string[];
  readonly umask: number;
  /** Owner of its home folder. */
  readonly uid: number;
  readonly gid: number;
  readonly onEvent: (event: ProcessEvent) => void;
}

/** How often a process that waits for a socket looks for it. */
const LOOK_MS = 20;
/** A process that was asked to end and does not is killed after this time. */
const GRACE_MS = 1500;

/** One process of the table: started when what it needs is there, started again whenever it ends, until stop(). */
export class ManagedProcess {
  readonly #options: ManagedOptions;
  #state: ProcessState = "stopped";
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ends = 0;
  #startedMs = 0;

  constructor(options: ManagedOptions) {
    this.#options = options;
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    if (this.#state !== "stopped") return;
    this.#ends = 0;
    this.#wait();
  }

  /** @returns false when it does not run just now. */
  signal(name: NodeJS.Signals): boolean {
    return this.#child?.kill(name) ?? false;
  }

  /** Ends it for good: politely, then not. */
  async stop(): Promise<void> {
    this.#state = "stopped";
    if (this.#timer) clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await ended;
    clearTimeout(kill);
  }

  #wait(): void {
    this.#state = "waiting";
    if (this.#options.after.every((path) => existsSync(path))) this.#spawn();
    else this.#timer = setTimeout(() => this.#wait(), LOOK_MS);
  }

  #spawn(): void {
    const { launch, umask, uid, gid, onEvent } = this.#options;
    const home = launch.env.HOME;
    if (home && !existsSync(home)) {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      chownSync(home, uid, gid);
    }
    const own = process.umask(umask);
    const child = spawn(launch.command, launch.args, { env: launch.env, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    process.umask(own);
    this.#child = child;
    this.#state = "running";
    this.#startedMs = Date.now();
    child.on("error", (error) => onEvent({ event: "line", stream: "stderr", text: `could not be started: ${error.message}` }));
    for (const stream of ["stdout", "stderr"] as const) {
      createInterface({ input: child[stream] }).on("line", (text) => onEvent({ event: "line", stream, text }));
    }
    child.once("exit", (code, signal) => this.#exited(code, signal));
    if (child.pid !== undefined) onEvent({ event: "started", pid: child.pid });
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.#child = null;
    this.#ends = countEnds(this.#ends, Date.now() - this.#startedMs, code === 0);
    const restartInMs = this.#state === "stopped" ? null : pauseMs(this.#ends);
    this.#options.onEvent({ event: "exited", code, signal, restartInMs });
    if (restartInMs === null) return;
    this.#state = "pausing";
    this.#timer = setTimeout(() => this.#wait(), restartInMs);
  }
}
