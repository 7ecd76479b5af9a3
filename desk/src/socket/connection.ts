import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import { createCodec } from "#protocol/codec";
import { isProtocolError, ProtocolError } from "#protocol/errors";
import { Envelope } from "#protocol/reliable";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { DeskClock } from "../desk-clock.ts";
import type { Logger } from "../log.ts";
import type { Serial } from "../serial.ts";
import { HelloRefused, isHelloRefused, isMessageRefused, type LinkRole, type LinkTiming } from "./link-role.ts";
import type { LinkSession } from "./link-session.ts";
import { CLOSE, type LinkSessions } from "./link-sessions.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Largest text in a `message` or `reason` of the protocol. */
const LONGEST_LABEL = 200;
const envelopeCodec = createCodec({ "link/envelope": Envelope });

export interface ConnectionParts<In extends { type: string }> {
  readonly role: LinkRole<In>;
  readonly sessions: LinkSessions<In>;
  readonly serial: Serial;
  readonly timing: LinkTiming;
  readonly clock: DeskClock;
  readonly log: Logger;
}

/** One socket: hello first, then envelopes of the session it belongs to. */
export class Connection<In extends { type: string }> {
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts<In>;
  readonly #nonce = randomBytes(32).toString("base64url");
  readonly #bucket: TokenBucket;
  #session: LinkSession | null = null;
  #helloTimer: NodeJS.Timeout | undefined;
  #isAlive = true;
  /** We have closed it: what still arrives is not read. What came before a peer's own close is. */
  #isDone = false;

  constructor(socket: WebSocket, parts: ConnectionParts<In>) {
    this.#socket = socket;
    this.#parts = parts;
    const { messagesPerSecond, messageBurst } = parts.timing;
    this.#bucket = new TokenBucket(messagesPerSecond, messageBurst, parts.clock.nowMs());
  }

  start(): void {
    const { serial, timing } = this.#parts;
    this.#socket.on("message", (data, isBinary) => this.#arrived(String(data), isBinary));
    this.#socket.on("pong", () => {
      this.#isAlive = true;
    });
    // ws itself answers oversized and broken frames with 1009 and 1002; without a listener the error would end the desk.
    this.#socket.on("error", (error) => this.#parts.log.warn({ role: this.#parts.role.name, error: error.message }, "socket error"));
    this.#socket.on("close", () => serial.post(() => this.#closed()));
    this.#helloTimer = setTimeout(() => this.#refuse("hello-late", "No hello arrived in time."), timing.helloMs);
    this.#sendRaw({ type: "hello/challenge", version: PROTOCOL_VERSION, nonce: this.#nonce });
  }

  /** Ends a connection that did not answer the last ping, and sends the next. */
  ping(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === 1;
  }

  #sendRaw(message: object): void {
    if (this.#isOpen) this.#socket.send(JSON.stringify(message));
  }

  #refuse(code: string, message: string): void {
    this.#isDone = true;
    this.#sendRaw({ type: "hello/refused", code, message: message.slice(0, LONGEST_LABEL) });
    this.#socket.close(CLOSE.policy, code);
  }

  #arrived(text: string, isBinary: boolean): void {
    const { serial, clock, log, role } = this.#parts;
    if (this.#isDone) return;
    const isTooMuch = !this.#bucket.take(clock.nowMs());
    if (isTooMuch || isBinary) {
      this.#drop(isTooMuch ? "too many messages" : "messages are text");
      return;
    }
    serial
      .run(() => this.#handle(text))
      .catch((error: unknown) => {
        log.error({ role: role.name, error }, "message failed");
        this.#drop("internal error");
      });
  }

  #drop(reason: string): void {
    this.#isDone = true;
    this.#parts.log.warn({ role: this.#parts.role.name, peer: this.#session?.identity.id, reason }, "connection dropped");
    this.#socket.close(CLOSE.policy, reason.slice(0, 100));
  }

  async #handle(text: string): Promise<void> {
    if (this.#isDone) return;
    try {
      if (this.#session) await this.#envelope(this.#session, text);
      else await this.#hello(text);
    } catch (error) {
      this.#answerFault(error);
    }
  }

  #answerFault(error: unknown): void {
    if (isHelloRefused(error)) {
      this.#parts.log.warn({ role: this.#parts.role.name, code: error.code }, "hello refused");
      this.#refuse(error.code, error.message);
    } else if (!isProtocolError(error)) {
      throw error;
    } else if (!this.#session) {
      this.#refuse(error.fault, error.message);
    } else {
      this.#drop(error.fault);
    }
  }

  async #hello(text: string): Promise<void> {
    const { role, sessions } = this.#parts;
    const first = readFirst(text);
    const { identity, session: wanted } = await role.authenticate(first, this.#nonce);
    clearTimeout(this.#helloTimer);
    if (!this.#isOpen) return;
    const { session, isResumed } = await sessions.open(identity, wanted, this.#socket);
    this.#session = session;
    this.#sendRaw({ type: "hello/welcome", session: session.id, resumed: isResumed, received: session.received });
    session.resend();
    this.#parts.log.info({ role: role.name, peer: identity.id, session: session.id, isResumed }, "connected");
    await role.opened(session, isResumed);
  }

  async #envelope(session: LinkSession, text: string): Promise<void> {
    // A session that has moved to a newer socket takes nothing from an older one.
    if (!session.isOn(this.#socket)) return;
    const received = session.receive(envelopeCodec.decode(text));
    if (received.kind === "gap") {
      this.#socket.close(CLOSE.gap, `expected ${received.expected}`);
      return;
    }
    if (received.kind === "deliver") await this.#deliver(session, received.body);
    if (received.kind !== "acknowledgement") session.acknowledge();
  }

  async #deliver(session: LinkSession, body: unknown): Promise<void> {
    const { role, log } = this.#parts;
    try {
      await role.received(session, role.codec.check(body));
    } catch (error) {
      const peer = session.identity.id;
      const contact = contactOf(body);
      if (isProtocolError(error)) log.warn({ role: role.name, peer, fault: error.fault, ...error.facts }, "message refused");
      else if (isMessageRefused(error)) log.warn({ role: role.name, peer, code: error.code, contact }, "message refused");
      else log.error({ role: role.name, peer, error }, "message failed");
      const { code, message } = answerTo(error);
      session.send({ type: "link/error", code, message: message.slice(0, LONGEST_LABEL), ...(contact ? { refused: contact } : {}) });
    }
  }

  async #closed(): Promise<void> {
    clearTimeout(this.#helloTimer);
    const session = this.#session;
    if (session) await this.#parts.sessions.disconnected(session, this.#socket);
  }
}

function answerTo(error: unknown): { code: string; message: string } {
  if (isProtocolError(error)) return { code: error.fault, message: error.message };
  if (isMessageRefused(error)) return { code: error.code, message: error.message };
  return { code: "internal", message: "The desk could not do this; it is logged there." };
}

/** The contact a refused message was about, for the sender to match. */
function contactOf(body: unknown): string | undefined {
  const contact = typeof body === "object" && body !== null ? (body as { contact?: unknown }).contact : undefined;
  return typeof contact === "string" && /^[A-Za-z0-9_.:-]{1,64}$/.test(contact) ? contact : undefined;
}

/** Compares versions before anything else, since another version's hello may look different in all other fields. */
function readFirst(text: string): unknown {
  let first: unknown;
  try {
    first = JSON.parse(text);
  } catch {
    throw new ProtocolError("not-json", "a message is one JSON object");
  }
  const version = typeof first === "object" && first !== null ? (first as { version?: unknown }).version : undefined;
  if (typeof version === "number" && version !== PROTOCOL_VERSION) {
    throw new HelloRefused(
      "version",
      `This desk speaks version ${PROTOCOL_VERSION}, the other end version ${version}: update the older one.`,
    );
  }
  return first;
}
