import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { FrameReader } from "#protocol/frame";
import { inputToDaemonCodec } from "#protocol/local-media";
import { monotonicClock } from "./clock.ts";

/** One message as it arrived: the channel's number and the agent's bytes. */
export interface InputSeen {
  readonly channel: number;
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** The daemon's end of input.sock, driven by a test: hellos are checked, events kept, and reading can be stopped. */
export class FakeInputServer {
  readonly seen: InputSeen[] = [];
  hellos = 0;
  /** How often the connection was lost. */
  lost = 0;
  readonly #path: string;
  readonly #server: Server;
  #socket: Socket | null = null;
  readonly #doesRead: boolean;

  constructor(path: string, { doesRead = true } = {}) {
    this.#path = path;
    this.#doesRead = doesRead;
    this.#server = createServer((socket) => this.#take(socket));
  }

  async start(): Promise<void> {
    rmSync(this.#path, { force: true });
    await new Promise<void>((done) => this.#server.listen(this.#path, done));
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** Reads what has been left waiting. */
  read(): void {
    this.#socket?.resume();
  }

  /** Dies like a process. */
  async stop(): Promise<void> {
    this.#socket?.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #take(socket: Socket): void {
    this.#socket = socket;
    const reader = new FrameReader();
    let isFirst = true;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.lost += 1;
      if (this.#socket === socket) this.#socket = null;
    });
    socket.on("data", (chunk) => {
      for (const payload of reader.push(chunk)) {
        if (isFirst) {
          inputToDaemonCodec.decode(new TextDecoder().decode(payload));
          this.hellos += 1;
        } else this.seen.push({ channel: payload[0] ?? 0, bytes: payload.slice(1), atMs: monotonicClock.nowMs() });
        isFirst = false;
      }
    });
    if (!this.#doesRead) socket.pause();
  }
}
