import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Tests of the host need real processes: a headless labwc, the host in both roles, a finger. All live below one directory. */
const binaries = process.env.HOST_BUILD ?? "build/native";
export const OUTPUT = { width: 1280, height: 720 } as const;

export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits in real time. @throws Error naming `what` after `timeoutMs` */
export async function until<T>(what: string, probe: () => T | undefined | false | null, timeoutMs = 8000): Promise<T> {
  const end = nowMs() + timeoutMs;
  for (;;) {
    const found = probe();
    if (found) return found;
    if (nowMs() > end) throw new Error(`no ${what} within ${timeoutMs} ms`);
    await pause(5);
  }
}

/** A process and what it said on standard error. */
export class Program {
  readonly child: ChildProcess;
  readonly lines: string[] = [];

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.resume();
    if (child.stderr) createInterface({ input: child.stderr }).on("line", (line) => this.#hear(line));
  }

  #hear(line: string): void {
    this.lines.push(line);
    if (process.env.STAGE_LOG) process.stdout.write(`${this.child.spawnfile}: ${line}\n`);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Process ids of its web processes. */
  webProcesses(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && isWebProcessOf(name, this.pid))
      .map(Number);
  }
}

function isWebProcessOf(name: string, parent: number): boolean {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "latin1");
    return stat.includes("(WPEWebProcess)") && Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
  } catch {
    return false; // it ended meanwhile
  }
}

function isRemoved(directory: string): boolean {
  try {
    rmSync(directory, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), "alongside-host-"));
  readonly host = join(binaries, "ui-shell/host/host");
  readonly #children = new Set<ChildProcess>();

  path(name: string): string {
    return join(this.directory, name);
  }

  start(command: string, args: string[], env: Record<string, string> = {}): Program {
    const child = spawn(command, args, {
      env: { ...process.env, HOME: this.directory, XDG_RUNTIME_DIR: this.directory, LIBGL_ALWAYS_SOFTWARE: "1", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#children.add(child);
    child.on("exit", () => this.#children.delete(child));
    return new Program(child);
  }

  async compositor(): Promise<Program> {
    chmodSync(this.directory, 0o700);
    mkdirSync(this.path("empty"), { recursive: true });
    const compositor = this.start("labwc", ["-C", this.path("empty")], {
      WLR_BACKENDS: "headless",
      WLR_LIBINPUT_NO_DEVICES: "1",
      WLR_RENDERER: "pixman",
    });
    await until("compositor", () => readdirSync(this.directory).includes("wayland-0"));
    await pause(300);
    return compositor;
  }

  shell(): Program {
    const role = ["--role=shell", "--daemon", this.path("shell.sock"), "--app-socket", this.path("wayland-app")];
    const rest = ["--app-gid", String(process.getgid?.() ?? 0), "--face", this.path("agent.face"), "--no-sandbox"];
    return this.start(this.host, [...role, ...rest], { WAYLAND_DISPLAY: "wayland-0" });
  }

  /** As on the device: through the security context, after the shell has made it. */
  async app(url: string, ...rest: string[]): Promise<Program> {
    await until("app socket", () => readdirSync(this.directory).includes("wayland-app"));
    const args = ["--role=app", "--daemon", this.path("app.sock"), "--url", url, "--no-sandbox", ...rest];
    return this.start(this.host, args, { WAYLAND_DISPLAY: this.path("wayland-app") });
  }

  /** Another program in the app's place. */
  async command(...command: string[]): Promise<Program> {
    await until("app socket", () => readdirSync(this.directory).includes("wayland-app"));
    const args = ["--role=command", "--daemon", this.path("app.sock"), "--label", "Till", "--", ...command];
    return this.start(this.host, args, { WAYLAND_DISPLAY: this.path("wayland-app") });
  }

  finger(): Finger {
    const size = [String(OUTPUT.width), String(OUTPUT.height)];
    return new Finger(this.start(join(binaries, "ui-shell/host/test/host-test-finger"), size, { WAYLAND_DISPLAY: "wayland-0" }));
  }

  /** The rig's glass gives the output a size, and keeps it. */
  setOutput(width: number, height: number): void {
    const args = ["--socket", this.path("glass.sock"), "--size", `${width}x${height}`];
    this.start(join(binaries, "test-rig/native/glass"), args, { WAYLAND_DISPLAY: "wayland-0" });
  }

  #grim(...args: string[]): Buffer {
    const env = { ...process.env, XDG_RUNTIME_DIR: this.directory, WAYLAND_DISPLAY: "wayland-0" };
    return execFileSync("grim", args, { env, maxBuffer: 64 * 1024 * 1024 });
  }

  /** Keeps a picture of the output for people in build/shots. */
  shot(name: string): void {
    mkdirSync("build/shots", { recursive: true });
    this.#grim(`build/shots/host-${name}.png`);
  }

  /** What is on the output just now. */
  picture(): Picture {
    return new Picture(this.#grim("-t", "ppm", "-"));
  }

  /** Waits for a colour on the output, as long as a slow machine may take. */
  untilColour([x, y]: readonly [number, number], colour: string): Promise<unknown> {
    return until(`${colour} at ${x}, ${y}`, () => this.picture().at(x, y) === colour, 30_000);
  }

  /** The same with the pointer. */
  pictureWithPointer(): Picture {
    return new Picture(this.#grim("-c", "-t", "ppm", "-"));
  }

  globals(display: string): string[] {
    const env = { ...process.env, XDG_RUNTIME_DIR: this.directory, WAYLAND_DISPLAY: display };
    return [...execFileSync("wayland-info", { env, encoding: "utf8" }).matchAll(/interface: '([^']+)'/g)].map(([, name]) => name ?? "");
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    // Killed ones, too, take their time where the machine has much to do.
    await until("end of all processes", () => this.#children.size === 0, 60_000);
    // Its web processes end a little later, and write until then.
    await until("end of all that writes here", () => isRemoved(this.directory), 60_000);
  }
}

/** The customer's finger: a virtual pointer (test/finger.c). */
export class Finger {
  readonly #program: Program;
  #answers = 0;

  constructor(program: Program) {
    this.#program = program;
    if (program.child.stdout) createInterface({ input: program.child.stdout }).on("line", () => (this.#answers += 1));
  }

  async #say(line: string): Promise<void> {
    const wanted = this.#answers + 1;
    this.#program.child.stdin?.write(`${line}\n`);
    await until(`answer to ${line}`, () => this.#answers >= wanted);
  }

  /** Presses at the first point, goes to the last within `steps`, and lifts there. */
  async drag(from: readonly [number, number], to: readonly [number, number], steps = 12): Promise<void> {
    await this.press(...from);
    for (let step = 1; step <= steps; step++) {
      const at = (k: 0 | 1) => Math.round(from[k] + ((to[k] - from[k]) * step) / steps);
      await this.#say(`move ${at(0)} ${at(1)}`);
      await pause(16);
    }
    await this.lift();
  }

  async press(x: number, y: number): Promise<void> {
    await this.#say(`move ${x} ${y}`);
    await this.#say("down");
  }

  /** Goes there without pressing. */
  async hover(x: number, y: number): Promise<void> {
    await this.#say(`move ${x} ${y}`);
  }

  async lift(): Promise<void> {
    await this.#say("up");
  }

  async tap(x: number, y: number): Promise<void> {
    await this.press(x, y);
    await pause(40);
    await this.lift();
  }

  async key(code: number): Promise<void> {
    await this.#say(`key ${code} down`);
    await this.#say(`key ${code} up`);
  }

  async modifiers(mask: number): Promise<void> {
    await this.#say(`mods ${mask}`);
  }

  async wheel(dy: number): Promise<void> {
    await this.#say(`wheel ${dy}`);
  }

  swipeDown(): Promise<void> {
    return this.drag([640, 4], [640, 300]);
  }
}

/** A binary PPM (P6, 255). */
export class Picture {
  readonly #bytes: Buffer;
  readonly #width: number;
  readonly #offset: number;

  constructor(bytes: Buffer) {
    const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString("latin1"));
    if (!header) throw new Error("grim writes P6 with 255 levels");
    this.#bytes = bytes;
    this.#width = Number(header[1]);
    this.#offset = header[0].length;
  }

  /** "#rrggbb" */
  at(x: number, y: number): string {
    const at = this.#offset + (y * this.#width + x) * 3;
    return `#${this.#bytes.subarray(at, at + 3).toString("hex")}`;
  }
}
