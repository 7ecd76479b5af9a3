import { randomBytes } from "node:crypto";
import type { Identity } from "../socket/link-session.ts";

const TICKET_LASTS_MS = 30_000;

/** Single-use tickets by which a console's socket proves its sign-in: a browser cannot set headers on a socket. */
export class Tickets {
  readonly #tickets = new Map<string, { identity: Identity; untilMs: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @returns 32 random bytes in base64url, and for how long they are good */
  make(identity: Identity): { ticket: string; lastsMs: number } {
    for (const [ticket, { untilMs }] of this.#tickets) if (untilMs <= this.#nowMs()) this.#tickets.delete(ticket);
    const ticket = randomBytes(32).toString("base64url");
    this.#tickets.set(ticket, { identity, untilMs: this.#nowMs() + TICKET_LASTS_MS });
    return { ticket, lastsMs: TICKET_LASTS_MS };
  }

  /** Uses a ticket up. */
  take(ticket: string): Identity | null {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.untilMs > this.#nowMs() ? found.identity : null;
  }
}
