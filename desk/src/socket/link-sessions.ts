import type { WebSocket } from "ws";
import type { DeskBus } from "../bus/port.ts";
import type { Serial } from "../serial.ts";
import type { LinkRole, LinkTiming } from "./link-role.ts";
import { type Identity, LinkSession } from "./link-session.ts";

/** Close codes of our own (RFC 6455: 4000–4999 are private). */
export const CLOSE = { policy: 1008, goingAway: 1001, replaced: 4001, gap: 4002, signedOut: 4003 } as const;

/** The sessions of one role: at most one per identity, kept for a while without a socket. */
export class LinkSessions<In extends { type: string }> {
  readonly #byIdentity = new Map<string, { session: LinkSession; giveUpAddress: () => void }>();
  readonly #role: LinkRole<In>;
  readonly #bus: DeskBus;
  readonly #serial: Serial;
  readonly #timing: LinkTiming;

  constructor(role: LinkRole<In>, bus: DeskBus, serial: Serial, timing: LinkTiming) {
    this.#role = role;
    this.#bus = bus;
    this.#serial = serial;
    this.#timing = timing;
  }

  /** Those who are connected now. */
  *connected(): Iterable<LinkSession> {
    for (const { session } of this.#byIdentity.values()) if (session.isConnected) yield session;
  }

  of(identity: string): LinkSession | undefined {
    return this.#byIdentity.get(identity)?.session;
  }

  /** Goes on with the session a peer names, if it is theirs, or begins a new one. */
  async open(identity: Identity, wanted: string | undefined, socket: WebSocket): Promise<{ session: LinkSession; isResumed: boolean }> {
    const known = this.of(identity.id);
    if (known && known.id === wanted) {
      // The same peer has noticed a dead connection before us.
      known.detach()?.terminate();
      known.attach(socket);
      return { session: known, isResumed: true };
    }
    if (known) await this.#replace(known);
    const session = new LinkSession(identity);
    const giveUpAddress = this.#bus.listen(`${this.#role.name}.${identity.id}`, (body) => this.send(session, body));
    this.#byIdentity.set(identity.id, { session, giveUpAddress });
    session.attach(socket);
    return { session, isResumed: false };
  }

  /** Sends to a peer, and gives up one that acknowledges nothing. */
  send(session: LinkSession, body: unknown): void {
    try {
      session.send(body);
    } catch {
      session.detach()?.terminate();
      this.#serial.post(() => this.#forget(session));
    }
  }

  async #replace(session: LinkSession): Promise<void> {
    const socket = session.detach();
    if (socket) {
      const message = "The same identity has connected from elsewhere.";
      socket.send(JSON.stringify({ type: "hello/refused", code: "replaced", message }));
      socket.close(CLOSE.replaced, "replaced");
      await this.#role.replaced(session);
    }
    this.#drop(session);
  }

  #drop(session: LinkSession): void {
    session.clearTimers();
    const entry = this.#byIdentity.get(session.identity.id);
    if (entry?.session !== session) return;
    entry.giveUpAddress();
    this.#byIdentity.delete(session.identity.id);
  }

  /** The socket has closed. */
  async disconnected(session: LinkSession, socket: WebSocket): Promise<void> {
    if (!session.isOn(socket)) return;
    session.detach();
    const later = (ms: number, job: () => Promise<void>) => setTimeout(() => this.#serial.post(job), ms);
    session.timers = [
      later(this.#timing.graceMs, async () => (session.isConnected ? undefined : this.#role.lost(session))),
      later(this.#timing.keepMs, async () => (session.isConnected ? undefined : this.#forget(session))),
    ];
    await this.#role.disconnected(session);
  }

  async #forget(session: LinkSession): Promise<void> {
    if (this.of(session.identity.id) !== session) return;
    this.#drop(session);
    await this.#role.lost(session);
    await this.#role.forgotten(session);
  }

  /** Ends a session for good, as after a sign-out. */
  async end(session: LinkSession, code: number, reason: string): Promise<void> {
    session.detach()?.close(code, reason);
    await this.#role.disconnected(session);
    await this.#forget(session);
  }

  stop(): void {
    for (const { session } of this.#byIdentity.values()) {
      session.clearTimers();
      session.detach()?.close(CLOSE.goingAway, "the desk stops");
    }
    this.#byIdentity.clear();
  }
}
