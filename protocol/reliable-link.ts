import type { Envelope } from "./reliable.ts";

/** What `receive` found: deliver the body, drop a repeat, or reconnect because something is missing. */
export type Received =
  | { kind: "deliver"; body: unknown }
  | { kind: "acknowledgement" }
  | { kind: "repeat" }
  | { kind: "gap"; expected: number };

/**
 * Numbers, acknowledges and resends messages of one session over connections that come and go.
 * Each end owns one; it outlives the socket. Delivered exactly once and in order within a session.
 */
export class ReliableLink {
  #sent = 0;
  #received = 0;
  #unacknowledged: { seq: number; body: unknown }[] = [];
  readonly #limit: number;

  /** @param limit most messages kept for resending; past it `send` throws, so that a dead link cannot eat the memory. */
  constructor(limit = 1000) {
    this.#limit = limit;
  }

  /** Takes a message and returns its envelope. Send it when connected; it is kept until acknowledged either way. */
  send(body: unknown): Envelope {
    if (this.#unacknowledged.length >= this.#limit) throw new Error(`more than ${this.#limit} messages wait for acknowledgement`);
    this.#sent += 1;
    this.#unacknowledged.push({ seq: this.#sent, body });
    return { type: "link/envelope", seq: this.#sent, ack: this.#received, body };
  }

  /** Takes an envelope of the other end. */
  receive(envelope: Envelope): Received {
    this.#unacknowledged = this.#unacknowledged.filter(({ seq }) => seq > envelope.ack);
    if (envelope.seq === 0) return { kind: "acknowledgement" };
    if (envelope.seq <= this.#received) return { kind: "repeat" };
    if (envelope.seq !== this.#received + 1) return { kind: "gap", expected: this.#received + 1 };
    this.#received = envelope.seq;
    return { kind: "deliver", body: envelope.body };
  }

  /** A bare acknowledgement of all received so far. Send one after each delivered or repeated envelope. */
  acknowledgement(): Envelope {
    return { type: "link/envelope", seq: 0, ack: this.#received };
  }

  /** Everything the other end has not acknowledged, oldest first: send it again after a reconnect. */
  unacknowledged(): Envelope[] {
    return this.#unacknowledged.map(({ seq, body }) => ({ type: "link/envelope", seq, ack: this.#received, body }));
  }

  get pending(): number {
    return this.#unacknowledged.length;
  }
}
