import { createConnection, type Socket } from "node:net";
import { isProtocolError } from "#protocol/errors";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { type DaemonToMedia, daemonToMediaCodec, type MediaToDaemon, mediaToDaemonCodec } from "#protocol/local-media";

const RETRY_MS = 100;

export interface DaemonEvents {
  /** A connection stands: say hello. */
  onConnected(): void;
  onLost(): void;
  onMessage(message: DaemonToMedia): void;
  /** The daemon sent something unknown. */
  onRefused(why: string): void;
}

/** The socket to the daemon. It comes back by itself as often as the daemon does. */
export class DaemonLink {
  readonly #path: string;
  readonly #events: DaemonEvents;
  #socket: Socket | null = null;
  #isConnected = false;
  #isRunning = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(path: string, events: DaemonEvents) {
    this.#path = path;
    this.#events = events;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connect();
  }

  stop(): void {
    this.#isRunning = false;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  /** Sends when connected, otherwise drops: after a reconnect hello and the state tell the daemon all it needs. */
  send(message: MediaToDaemon): void {
    if (!this.#isConnected) return;
    this.#socket?.write(encodeFrame(new TextEncoder().encode(mediaToDaemonCodec.encode(message))));
  }

  #connect(): void {
    const reader = new FrameReader();
    const socket = createConnection(this.#path);
    this.#socket = socket;
    socket.on("connect", () => {
      this.#isConnected = true;
      this.#events.onConnected();
    });
    socket.on("data", (chunk) => this.#receive(socket, reader, chunk));
    socket.on("error", () => {
      // "close" follows.
    });
    socket.on("close", () => {
      const wasConnected = this.#isConnected;
      this.#isConnected = false;
      if (!this.#isRunning) return;
      if (wasConnected) this.#events.onLost();
      this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
    });
  }

  #receive(socket: Socket, reader: FrameReader, chunk: Uint8Array): void {
    try {
      for (const payload of reader.push(chunk)) this.#decode(payload);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#events.onRefused(error.message);
      socket.destroy();
    }
  }

  #decode(payload: Uint8Array): void {
    let message: DaemonToMedia;
    try {
      message = daemonToMediaCodec.decode(new TextDecoder().decode(payload));
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#events.onRefused(error.message);
      return;
    }
    this.#events.onMessage(message);
  }
}
