import { existsSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { PeerCredentials } from "#native";
import type { Codec } from "#protocol/codec";
import { isProtocolError } from "#protocol/errors";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { PROTOCOL_VERSION } from "#protocol/version";
import { type Bucket, fullBucket, type Rate, take } from "../core/input-rate.ts";
import type { Clock, Log, Outlet } from "../core/ports.ts";
import { SeldomLog } from "./seldom-log.ts";
import { credentialsOf } from "./socket-credentials.ts";

/** A connection that has not said hello by then is closed: all are of one user, and a process that starts on a busy machine takes its time. */
const HELLO_MS = 10_000;
/** Connections that have not said hello, at most. */
const MOST_STRANGERS = 4;
/** Connections that the kernel keeps for us at most: those beyond it are turned away without costing us anything. */
const MOST_UNSEEN = 16;
/** How often a peer may come: a process that restarts takes longer, and each time much is told anew. */
export const WELCOMES: Rate = { perSecond: 1, burst: 10 };
/** A peer that does not read has this many bytes waiting when it is given up. */
const MOST_WAITING_BYTES = 1024 * 1024;

export interface UnixServerOptions<In, Out> {
  /** For the log: screen, media, shell, app, touch. */
  readonly name: string;
  readonly path: string;
  /** The only user who may connect. */
  readonly uid: number;
  /** Reads one payload; `isPeer`: the sender has said its hello. @throws ProtocolError, which closes the connection */
  readonly decode: (payload: Uint8Array, isPeer: boolean) => In;
  readonly writer: Codec<Out> | null;
  /** Type of the first message; it carries the version. */
  readonly hello: string;
  readonly peerCredentials: (fd: number) => PeerCredentials;
  readonly clock: Clock;
  readonly log: Log;
}

/** Payloads of UTF-8 JSON. */
export function jsonPayloads<In>(codec: Codec<In>): (payload: Uint8Array) => In {
  return (payload) => codec.decode(new TextDecoder().decode(payload));
}

export interface UnixServerEvents<In> {
  /** The peer has said a hello of our version; the message is that hello. */
  onHello(message: In): void;
  onMessage(message: In): void;
  onGone(): void;
}

/**
 * One socket for one peer process. Who connects is checked by uid, then by its hello; only then it is the peer. A second one takes
 * the first one's place: a restarted process must not be locked out by what is left of its predecessor, and as both have the same
 * uid, refusing it would protect nothing.
 */
export class UnixServer<In extends { type: string }, Out> implements Outlet<Out> {
  readonly #options: UnixServerOptions<In, Out>;
  readonly #events: UnixServerEvents<In>;
  readonly #seldom: SeldomLog;
  #welcomes: Bucket;
  #server: Server | null = null;
  #peer: Socket | null = null;
  readonly #strangers = new Set<Socket>();

  constructor(options: UnixServerOptions<In, Out>, events: UnixServerEvents<In>) {
    this.#options = options;
    this.#events = events;
    this.#seldom = new SeldomLog(options.log, options.clock);
    this.#welcomes = fullBucket(WELCOMES, options.clock.nowMs());
  }

  get isConnected(): boolean {
    return this.#peer !== null;
  }

  /** Listens; a socket left by a dead predecessor is removed. @throws the system's error when the folder cannot be used */
  async start(): Promise<void> {
    if (this.#server) return;
    const { path } = this.#options;
    if (existsSync(path)) unlinkSync(path);
    // Nothing is read of a connection before it has been admitted.
    const server = createServer({ pauseOnConnect: true }, (socket) => this.#admit(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      // Any local user may knock; who may stay is decided by uid.
      server.listen({ path, readableAll: true, writableAll: true, backlog: MOST_UNSEEN }, resolve);
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    for (const socket of this.#strangers) socket.destroy();
    this.disconnect();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Sends to the peer. @returns false when there is none, or when it does not read and is given up */
  send(message: Out): boolean {
    const { writer, name, log } = this.#options;
    const peer = this.#peer;
    if (!peer || !writer) return false;
    if (peer.writableLength > MOST_WAITING_BYTES) {
      log.warn({ peer: name }, "the peer does not read and is disconnected");
      peer.destroy();
      return false;
    }
    return peer.write(encodeFrame(new TextEncoder().encode(writer.encode(message)))) || true;
  }

  /** Ends the peer's connection; it may come back. */
  disconnect(): void {
    this.#peer?.destroy();
  }

  #admit(socket: Socket): void {
    const { name, uid, clock } = this.#options;
    socket.on("error", () => {
      // "close" follows.
    });
    const who = credentialsOf(socket, this.#options.peerCredentials);
    if (who?.uid !== uid) {
      this.#seldom.warn(
        { peer: name, uid: who?.uid ?? null, pid: who?.pid ?? null, wanted: uid },
        "a connection of another user is refused",
      );
      socket.destroy();
      return;
    }
    if (this.#strangers.size >= MOST_STRANGERS) {
      this.#seldom.warn({ peer: name }, "too many connections without a hello: refused");
      socket.destroy();
      return;
    }
    this.#strangers.add(socket);
    const cancel = clock.after(HELLO_MS, () => this.#strangers.has(socket) && this.#refuse(socket, "no hello within 10 s"));
    this.#listen(socket, cancel);
    socket.resume();
  }

  /** Hears it until it closes. @param cancel ends the wait for its hello */
  #listen(socket: Socket, cancel: () => void): void {
    const { name, log } = this.#options;
    const reader = new FrameReader();
    socket.on("data", (chunk) => this.#receive(socket, reader, chunk));
    socket.on("close", () => {
      cancel();
      this.#strangers.delete(socket);
      if (socket !== this.#peer) return;
      this.#peer = null;
      log.info({ peer: name }, "peer gone");
      this.#events.onGone();
    });
  }

  #receive(socket: Socket, reader: FrameReader, chunk: Uint8Array): void {
    try {
      for (const payload of reader.push(chunk)) {
        if (socket.destroyed) return;
        this.#take(socket, this.#options.decode(payload, socket === this.#peer));
      }
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#refuse(socket, error.message, { fault: error.fault, ...error.facts });
    }
  }

  #take(socket: Socket, message: In): void {
    if (socket === this.#peer) {
      if (message.type === this.#options.hello) this.#refuse(socket, "hello is said once");
      else this.#events.onMessage(message);
      return;
    }
    if (message.type !== this.#options.hello) {
      this.#refuse(socket, `the first message is ${this.#options.hello}`);
      return;
    }
    const version = "version" in message ? message.version : null;
    if (version !== PROTOCOL_VERSION) {
      this.#refuse(socket, `the peer speaks version ${version}, this daemon ${PROTOCOL_VERSION}`);
      return;
    }
    const welcomes = take(this.#welcomes, WELCOMES, 1, this.#options.clock.nowMs());
    if (!welcomes) {
      this.#refuse(socket, "the peer comes too often");
      return;
    }
    this.#welcomes = welcomes;
    this.#welcome(socket, message);
  }

  #welcome(socket: Socket, hello: In): void {
    const { name, log } = this.#options;
    this.#strangers.delete(socket);
    const before = this.#peer;
    if (before) {
      log.warn({ peer: name }, "a newer connection takes the place of the older one");
      this.#peer = null;
      before.destroy();
      this.#events.onGone();
    }
    this.#peer = socket;
    log.info({ peer: name }, "peer connected");
    this.#events.onHello(hello);
  }

  #refuse(socket: Socket, why: string, facts: object = {}): void {
    this.#seldom.warn({ peer: this.#options.name, why, ...facts }, "connection closed");
    socket.destroy();
  }
}
