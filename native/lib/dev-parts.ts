import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { FRAME_NOTICE_BYTES } from "#protocol/frames";
import { type DaemonToScreen, type ScreenToDaemon, screenToDaemonCodec } from "#protocol/local-screen";

/** What Meson made, in build/native or the build folder that MESON_BUILD names. */
export const built = (name: string): string => resolve(process.env.MESON_BUILD ?? "build/native", name);

/** What the tests of the real `screen` need: a headless compositor, a client that paints, a daemon's end of the link. */
export interface Notice {
  readonly frame: number;
  readonly slot: number;
  readonly generation: number;
  readonly flags: number;
  readonly captureMs: number;
  readonly damage: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly receivedMs: number;
}

export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Waits in real time: these tests talk to real processes. @throws Error naming `what` after `timeoutMs` */
export async function until<T>(what: string, probe: () => T | undefined | false | null, timeoutMs = 5000): Promise<T> {
  const end = nowMs() + timeoutMs;
  for (;;) {
    const found = probe();
    if (found) return found;
    if (nowMs() > end) throw new Error(`no ${what} within ${timeoutMs} ms`);
    await pause(5);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A runtime directory with the processes of one test, all ended by `close`. */
export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), "alongside-stage-"));
  readonly #children = new Set<ChildProcess>();

  path(name: string): string {
    return join(this.directory, name);
  }

  start(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, args, {
      env: { ...process.env, XDG_RUNTIME_DIR: this.directory, WAYLAND_DISPLAY: "wayland-0", ...env },
      stdio: ["pipe", "pipe", process.env.STAGE_LOG ? "inherit" : "ignore"],
    });
    this.#children.add(child);
    child.on("exit", () => this.#children.delete(child));
    return child;
  }

  /** A headless labwc on wayland-0 of this directory. `layout` is the one that its keyboards have, as on a kiosk of that country. */
  async compositor(layout = "us", outputs = 1): Promise<ChildProcess> {
    const child = this.start("labwc", ["-C", this.directory], {
      XKB_DEFAULT_LAYOUT: layout,
      WLR_BACKENDS: "headless",
      WLR_HEADLESS_OUTPUTS: String(outputs),
      WLR_LIBINPUT_NO_DEVICES: "1",
      WLR_RENDERER: "pixman",
      LIBGL_ALWAYS_SOFTWARE: "1",
      WAYLAND_DISPLAY: "",
    });
    await until("compositor", () => canConnect(this.path("wayland-0")), 10_000);
    return child;
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await until("end of all processes", () => this.#children.size === 0);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

let probing = new Map<string, boolean>();
function canConnect(path: string): boolean {
  if (probing.get(path)) {
    probing = new Map();
    return true;
  }
  const socket = connect(path, () => {
    probing.set(path, true);
    socket.destroy();
  }).on("error", () => {});
  return false;
}

/** The test client (native/test/painter.c). */
export class Painter {
  readonly #child: ChildProcess;
  #lines: string[] = [];
  /** With --record: each event of keyboard and pointer (native/test/recorder.h). */
  readonly events: string[] = [];

  constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => this.#hear(line));
  }

  #hear(line: string): void {
    (/^(ready|painted)/.test(line) ? this.#lines : this.events).push(line);
  }

  /** The size of its full-screen window. */
  async ready(): Promise<[number, number]> {
    const line = await until("painter", () => this.#lines.find((text) => text.startsWith("ready")));
    const [, width, height] = line.split(" ").map(Number);
    return [width ?? 0, height ?? 0];
  }

  async paint(x: number, y: number, width: number, height: number, colour: string): Promise<void> {
    this.#lines = [];
    this.#child.stdin?.write(`${x} ${y} ${width} ${height} ${colour}\n`);
    await until("paint", () => this.#lines.includes("painted"));
  }
}

/** The daemon's end: keeps every message, renews the lease like the daemon does. */
export class DaemonEnd {
  readonly received: ScreenToDaemon[] = [];
  readonly #server: Server;
  #socket: Socket | undefined;
  #lease: NodeJS.Timeout | undefined;
  #inputLease: NodeJS.Timeout | undefined;

  constructor(path: string, version = 1) {
    this.#server = createServer((socket) => {
      const reader = new FrameReader();
      this.#socket = socket;
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        for (const payload of reader.push(chunk)) this.received.push(screenToDaemonCodec.decode(new TextDecoder().decode(payload)));
      });
      this.send({ type: "screen/welcome", version });
    }).listen(path);
  }

  send(message: DaemonToScreen): void {
    this.#socket?.write(encodeFrame(new TextEncoder().encode(JSON.stringify(message))));
  }

  /** Sends the lease now and every 80 ms. */
  grant(state: "live" | "hidden" | "off"): void {
    clearInterval(this.#lease);
    const renew = () => this.send({ type: "screen/view", state, forMs: 250 });
    renew();
    this.#lease = setInterval(renew, 80);
  }

  /** Sends the lease on input now and every 80 ms. */
  allowInput(): void {
    clearInterval(this.#inputLease);
    const renew = () => this.send({ type: "screen/input", forMs: 250 });
    renew();
    this.#inputLease = setInterval(renew, 80);
  }

  /** Stops renewing. */
  lapse(): void {
    clearInterval(this.#lease);
    clearInterval(this.#inputLease);
  }

  last<T extends ScreenToDaemon["type"]>(type: T): Extract<ScreenToDaemon, { type: T }> | undefined {
    return this.received.findLast((message): message is Extract<ScreenToDaemon, { type: T }> => message.type === type);
  }

  async close(): Promise<void> {
    this.lapse();
    this.#socket?.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A reader of frames.sock that keeps every notice. */
export class NoticeReader {
  readonly notices: Notice[] = [];
  readonly socket: Socket;
  #pending = Buffer.alloc(0);

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk) => {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      while (this.#pending.length >= FRAME_NOTICE_BYTES) {
        this.notices.push(readNotice(this.#pending));
        this.#pending = this.#pending.subarray(FRAME_NOTICE_BYTES);
      }
    });
  }

  get last(): Notice | undefined {
    return this.notices.at(-1);
  }
}

function readNotice(bytes: Buffer): Notice {
  return {
    frame: bytes.readUInt32LE(0),
    slot: bytes.readUInt32LE(4),
    generation: bytes.readUInt32LE(8),
    flags: bytes.readUInt32LE(12),
    captureMs: Number(bytes.readBigUInt64LE(16)) / 1e6,
    damage: { x: bytes.readUInt16LE(24), y: bytes.readUInt16LE(26), width: bytes.readUInt16LE(28), height: bytes.readUInt16LE(30) },
    receivedMs: nowMs(),
  };
}
