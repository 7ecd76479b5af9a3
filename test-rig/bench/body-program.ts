import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { type Usage, usageOf } from "../supervisor/memory.ts";

export interface BodyProgramOptions {
  /** User of the kiosk root. */
  readonly user: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A program inside the headless body that its table does not have, with the network of this process: what we are compared with.
 * It must be stopped before the body, whose file system it holds.
 */
export class BodyProgram {
  readonly #options: BodyProgramOptions;
  #child: ChildProcess | null = null;
  #said = "";

  constructor(options: BodyProgramOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.isRunning) return;
    const { user, argv, env } = this.#options;
    const command = [
      // Into the body's processes too: a web process without a /proc of its own crashes.
      ...["nsenter", `--target=${supervisorPid()}`, "--mount", "--pid", "--root", "--wd=/", "--"],
      ...[
        "setpriv",
        `--reuid=${user}`,
        `--regid=${user}`,
        "--init-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs",
        "--",
      ],
      ...argv,
    ];
    const [program = "", ...args] = command;
    const own = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LANG: "C.UTF-8", HOME: "/tmp", XDG_RUNTIME_DIR: "/tmp" };
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...own, ...env } });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4000)));
    this.#child.on("error", (error) => (this.#said += error.message));
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of what it printed, for the message of a failure. */
  get said(): string {
    return this.#said;
  }

  /** Of it and everything below it. @throws Error when it does not run. */
  usage(): Usage {
    if (!this.isRunning || this.#child?.pid === undefined) throw new Error(`${this.#options.argv[0]} does not run: ${this.#said}`);
    return usageOf(this.#child.pid);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    // nsenter waits for the program and passes no signal on; the program dies with it.
    const program = usageOf(child.pid).pids[1];
    if (program !== undefined) process.kill(program, "SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), 2000);
    await gone;
    clearTimeout(kill);
  }
}

/** The supervisor of the body that this process has started, as this process's /proc numbers it. */
function supervisorPid(): number {
  const pid = usageOf(process.pid).pids.find(
    (each) => commandLine(each).some((word) => word.endsWith("/rig-supervisor.mjs")) && isNode(each),
  );
  if (pid === undefined) throw new Error("no body was started by this process");
  return pid;
}

function isNode(pid: number): boolean {
  return commandLine(pid)[0]?.endsWith("node") === true;
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
