import { consoleSocketReplyCodec, type DeskToConsole, deskToConsoleCodec } from "#protocol/desk-console";
import type { ShiftCertificate } from "#protocol/signing";
import { PROTOCOL_VERSION } from "#protocol/version";
import { jsonOf, newKey, type Refusal } from "./device-client.ts";
import { LinkClient } from "./link-client.ts";

/** A signed-in person: the cookie the desk set. */
export class SignedInClient {
  readonly base: string;
  readonly cookie: string;

  constructor(base: string, cookie: string) {
    this.base = base;
    this.cookie = cookie;
  }

  /** @throws Error with the desk's refusal */
  static async signIn(base: string, name: string, password: string): Promise<SignedInClient> {
    const response = await post(base, "/api/v1/login", { name, password });
    if (!response.ok) throw new Error(`${response.status} ${(await jsonOf<Refusal>(response)).message}`);
    return new SignedInClient(base, response.headers.getSetCookie()[0]?.split(";")[0] ?? "");
  }

  post(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    return post(this.base, path, body, { cookie: this.cookie, ...headers });
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.base}${path}`, { headers: { cookie: this.cookie } });
  }

  /** The operator's word for a fresh key, as a console asks for it at the begin of a shift. */
  async shift(): Promise<ShiftCertificate> {
    return (await this.post("/api/v1/shift", { publicKey: newKey().publicKey })).json() as Promise<ShiftCertificate>;
  }

  async ticket(): Promise<string> {
    const response = await this.post("/api/v1/ticket");
    if (!response.ok) throw new Error(`no ticket: ${response.status}`);
    return (await jsonOf<{ ticket: string }>(response)).ticket;
  }

  /** A console with a ticket of its own for the next connect. */
  async console(headers: Record<string, string> = {}): Promise<ConsoleClient> {
    return new ConsoleClient(this.base, await this.ticket(), headers);
  }
}

export function post(base: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  return fetch(`${base}${path}`, { method: "POST", headers: { ...json, ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) });
}

/** Plays a console on /ws/agent. Set `ticket` before it connects again. */
export class ConsoleClient extends LinkClient<DeskToConsole> {
  ticket: string;

  constructor(base: string, ticket: string, headers: Record<string, string> = {}, version: number = PROTOCOL_VERSION) {
    const prove = (_nonce: string, session: string | undefined) => ({
      type: "hello/ticket",
      version,
      ticket: this.ticket,
      ...(session ? { session } : {}),
    });
    super(`${base.replace("http", "ws")}/ws/agent`, { socket: consoleSocketReplyCodec, body: deskToConsoleCodec }, prove, headers);
    this.ticket = ticket;
  }

  /** Connects and is ready for offers. */
  async goAvailable(): Promise<void> {
    await this.connect();
    this.send({ type: "agent/state", state: "available" });
    await this.settled();
  }

  /** Takes the next offer and returns its contact. */
  async acceptNext(): Promise<{ contact: string; epoch: number }> {
    const { card, epoch } = await this.next("offer/made");
    this.send({ type: "offer/accept", contact: card.contact, epoch });
    await this.next("contact/accepted");
    return { contact: card.contact, epoch };
  }
}
