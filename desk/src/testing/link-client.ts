import WebSocket from "ws";
import type { Codec } from "#protocol/codec";
import { type Envelope, ReliableLink } from "#protocol/reliable";

/** Longer than anything takes on a busy machine; a test that waits this long has failed. */
const PATIENCE_MS = 8000;

interface Waiter {
  readonly isWanted: (message: { type: string }) => boolean;
  readonly resolve: (message: never) => void;
}

export type Hello = { type: "hello/welcome"; session: string; resumed: boolean } | { type: "hello/refused"; code: string; message: string };

/** What the desk's own socket speaks before and around envelopes. */
export interface LinkCodecs<In extends { type: string }> {
  readonly socket: Codec<{ type: string }>;
  readonly body: Codec<In>;
}

/** The peer's end of a link for tests: strict about what the desk sends, free in what it sends itself. */
export class LinkClient<In extends { type: string }> {
  readonly #url: string;
  readonly #codecs: LinkCodecs<In>;
  readonly #prove: (nonce: string, session: string | undefined) => object;
  readonly #headers: Record<string, string>;
  #link = new ReliableLink();
  #socket: WebSocket | null = null;
  #inbox: In[] = [];
  #waiters: Waiter[] = [];
  #hello: ((hello: Hello) => void) | null = null;
  session: string | undefined;
  /** What the desk said or did wrong; tests look at it in the end. */
  readonly faults: string[] = [];
  closed: Promise<{ code: number; reason: string }> = Promise.resolve({ code: 0, reason: "" });

  constructor(
    url: string,
    codecs: LinkCodecs<In>,
    prove: (nonce: string, session: string | undefined) => object,
    headers: Record<string, string> = {},
  ) {
    this.#url = url;
    this.#codecs = codecs;
    this.#prove = prove;
    this.#headers = headers;
  }

  /** Connects and says hello; names the session it had, unless `isFresh`. Rejects when the desk refuses the socket itself. */
  async connect({ isFresh = false } = {}): Promise<Hello> {
    if (isFresh) this.session = undefined;
    const socket = new WebSocket(this.#url, { headers: this.#headers });
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
    const hello = new Promise<Hello>((resolve, reject) => {
      this.#hello = resolve;
      socket.once("error", reject);
      socket.once("close", (code) => reject(new Error(`closed with ${code} before hello`)));
    });
    socket.on("message", (data) => this.#arrived(String(data)));
    return hello;
  }

  #arrived(text: string): void {
    const message = this.#codecs.socket.decode(text);
    if (message.type === "hello/challenge") {
      this.sendRaw(JSON.stringify(this.#prove((message as unknown as { nonce: string }).nonce, this.session)));
    } else if (message.type === "link/envelope") {
      this.#envelope(message as Envelope);
    } else {
      this.#greeted(message as Hello);
    }
  }

  #greeted(hello: Hello): void {
    if (hello.type === "hello/welcome") {
      if (!hello.resumed) this.#link = new ReliableLink();
      this.session = hello.session;
      for (const envelope of this.#link.unacknowledged()) this.sendRaw(JSON.stringify(envelope));
    }
    this.#hello?.(hello);
  }

  #envelope(envelope: Envelope): void {
    const received = this.#link.receive(envelope);
    if (received.kind === "gap") this.faults.push(`gap: expected ${received.expected}, got ${envelope.seq}`);
    if (received.kind === "deliver") {
      const message = this.#codecs.body.check(received.body);
      const waiter = this.#waiters.find(({ isWanted }) => isWanted(message));
      if (waiter) {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        waiter.resolve(message as never);
      } else this.#inbox.push(message);
    }
    if (received.kind !== "acknowledgement") this.sendRaw(JSON.stringify(this.#link.acknowledgement()));
  }

  /** Sends a message in an envelope; kept for the next connection when there is none. Unchecked, so that tests can be rude. */
  send(body: object): void {
    this.sendRaw(JSON.stringify(this.#link.send(body)));
  }

  sendRaw(data: string | Buffer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** The next message of this type, from those that have arrived or will. */
  async next<T extends In["type"]>(
    type: T,
    isFitting: (message: Extract<In, { type: T }>) => boolean = () => true,
  ): Promise<Extract<In, { type: T }>> {
    type Wanted = Extract<In, { type: T }>;
    const isWanted = (message: { type: string }): boolean => message.type === type && isFitting(message as Wanted);
    const index = this.#inbox.findIndex(isWanted);
    if (index >= 0) return this.#inbox.splice(index, 1)[0] as Wanted;
    return new Promise<Wanted>((resolve, reject) => {
      const timer = setTimeout(() => {
        const seen = this.#inbox.map((message) => message.type).join(" ");
        reject(new Error(`${type} did not arrive; unread: ${seen || "nothing"}`));
      }, PATIENCE_MS);
      this.#waiters.push({
        isWanted,
        resolve: (message: never) => {
          clearTimeout(timer);
          resolve(message);
        },
      });
    });
  }

  /** Messages of a type that have arrived and nobody has read. */
  unread(type: In["type"]): In[] {
    return this.#inbox.filter((message) => message.type === type);
  }

  forget(type: In["type"]): void {
    this.#inbox = this.#inbox.filter((message) => message.type !== type);
  }

  /** Resolves when the desk has acknowledged everything sent so far. */
  async settled(): Promise<void> {
    for (let waited = 0; this.#link.pending > 0; waited += 5) {
      if (waited > PATIENCE_MS) throw new Error("the desk does not acknowledge");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Ends the socket without a word, as a lost network does. */
  drop(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }
}
