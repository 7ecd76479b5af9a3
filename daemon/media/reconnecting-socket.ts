import { createConnection, type Socket } from "node:net";

/** Any process of the device may die and come back: try again after so long. */
const RETRY_MS = 100;

export interface ReconnectingEvents {
  /** A connection stands; what is not said on it anew is lost. */
  onConnected?(socket: Socket): void;
  /** Bytes of the connection that stands. */
  onData?(chunk: Uint8Array, socket: Socket): void;
  /** It stands no more. */
  onLost?(): void;
}

/** A unix socket that comes back by itself as often as its server does. */
export class ReconnectingSocket {
  readonly #path: string;
  readonly #events: ReconnectingEvents;
  #socket: Socket | null = null;
  #isConnected = false;
  #isRunning = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(path: string, events: ReconnectingEvents) {
    this.#path = path;
    this.#events = events;
  }

  /** The connection that stands just now, null for none. */
  get connected(): Socket | null {
    return this.#isConnected ? this.#socket : null;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connect();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isRunning = false;
    this.#isConnected = false;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = createConnection(this.#path);
    this.#socket = socket;
    socket.on("connect", () => {
      if (!this.#isRunning) return;
      this.#isConnected = true;
      this.#events.onConnected?.(socket);
    });
    // Read also where nobody listens: its end would not be noticed.
    socket.on("data", (chunk) => {
      if (this.#isRunning) this.#events.onData?.(chunk, socket);
    });
    socket.on("error", () => {
      // "close" follows.
    });
    socket.on("close", () => {
      const wasConnected = this.#isConnected;
      this.#isConnected = false;
      if (!this.#isRunning) return;
      if (wasConnected) this.#events.onLost?.();
      if (this.#isRunning) this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
    });
  }
}
