import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { type Envelope, type Received, ReliableLink } from "#protocol/reliable";

/** A peer that reads so slowly that this much waits for it is cut off; it resumes and gets everything again. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Who stands behind a session: a device's id or an account's name, and for an agent the sign-in it came from. */
export interface Identity {
  readonly id: string;
  readonly login?: string;
}

/** One peer's reliable link. It outlives its sockets, so that a short loss of the network loses no message. */
export class LinkSession {
  readonly id = randomUUID();
  readonly identity: Identity;
  readonly #link = new ReliableLink();
  #socket: WebSocket | null = null;
  /** Runs while no socket is there. */
  timers: NodeJS.Timeout[] = [];

  constructor(identity: Identity) {
    this.identity = identity;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  isOn(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  /** Number of the last message received. */
  get received(): number {
    return this.#link.acknowledgement().ack;
  }

  attach(socket: WebSocket): void {
    this.clearTimers();
    this.#socket = socket;
  }

  /** Lets go of the socket and returns it. */
  detach(): WebSocket | null {
    const socket = this.#socket;
    this.#socket = null;
    return socket;
  }

  clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }

  /** Sends now, or after the next attach. @throws Error when too many messages wait */
  send(body: unknown): void {
    this.#write(this.#link.send(body));
  }

  receive(envelope: Envelope): Received {
    return this.#link.receive(envelope);
  }

  acknowledge(): void {
    this.#write(this.#link.acknowledgement());
  }

  /** After an attach: everything the peer has not acknowledged. */
  resend(): void {
    for (const envelope of this.#link.unacknowledged()) this.#write(envelope);
  }

  #write(envelope: Envelope): void {
    if (this.#socket?.readyState !== 1) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(envelope));
  }
}
