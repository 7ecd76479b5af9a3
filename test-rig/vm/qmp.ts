import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { createInterface } from "node:readline";

interface QmpReply {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** QEMU refused a command. */
export class QmpError extends Error {
  constructor(command: string, desc: string) {
    super(`QEMU refused ${command}: ${desc}`);
    this.name = "QmpError";
  }
}

/** A connection to QEMU's monitor (qemu-qmp-ref(7)); QEMU serves one at a time on each socket. */
export class Qmp {
  readonly #socket: Socket;
  readonly #pending = new Map<number, (reply: QmpReply) => void>();
  readonly #listeners = new Set<(event: string, data: Readonly<Record<string, unknown>>) => void>();
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#lose());
    // The interface passes the socket's errors on as its own.
    const lines = createInterface({ input: socket }).on("error", () => socket.destroy());
    lines.on("line", (line) => this.#take(JSON.parse(line) as QmpReply));
  }

  /** @throws the system's error when QEMU does not listen (yet) */
  static async connect(path: string): Promise<Qmp> {
    const socket = createConnection(path);
    await once(socket, "connect");
    const qmp = new Qmp(socket);
    await qmp.execute("qmp_capabilities");
    return qmp;
  }

  /** @throws QmpError with QEMU's words */
  execute<T = unknown>(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new QmpError(command, "it has ended"));
      this.#pending.set(id, ({ error, return: value }) => (error ? reject(new QmpError(command, error.desc)) : resolve(value as T)));
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  /** Calls back for every event. @returns how to end that */
  listen(listener: (event: string, data: Readonly<Record<string, unknown>>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(reply: QmpReply): void {
    if (reply.event !== undefined) for (const listener of this.#listeners) listener(reply.event, reply.data ?? {});
    if (reply.id === undefined) return;
    this.#pending.get(reply.id)?.(reply);
    this.#pending.delete(reply.id);
  }

  #lose(): void {
    for (const settle of this.#pending.values()) settle({ error: { class: "GenericError", desc: "it ended meanwhile" } });
    this.#pending.clear();
  }
}
