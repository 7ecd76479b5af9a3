import type { ConsoleToDesk, DeskToConsole } from "#protocol/desk-console";
import type { Envelope } from "#protocol/reliable";
import { ReliableLink } from "#protocol/reliable-link";
import { PROTOCOL_VERSION } from "#protocol/version";
import { checkDeskMessage, type HelloReply, readSocketMessage } from "./guards.ts";

/** What DeskLink needs of a WebSocket. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface DeskLinkPorts {
  readonly open: (url: string) => Socket;
  /** A single-use ticket; null when nobody is signed in any more. Rejects when the desk is out of reach. */
  readonly ticket: () => Promise<string | null>;
  readonly schedule: (run: () => void, ms: number) => () => void;
}

export type LinkStatus = "connecting" | "online" | "signed-out" | "replaced" | "refused";

export interface DeskLinkEvents {
  message(message: DeskToConsole): void;
  status(status: LinkStatus, words: string): void;
  /** Something came that is no message; the link goes on. */
  unreadable(): void;
}

const PAUSES_MS = [0, 250, 500, 1000, 2000, 4000];
/** Close codes of the desk: this account's console was opened elsewhere; it was signed out. */
const CLOSED_REPLACED = 4001;
const CLOSED_SIGNED_OUT = 4003;

/** Survive a desk that has forgotten the session. */
const LASTING: readonly ConsoleToDesk["type"][] = ["contact/end", "contact/wrapup", "contact/marks"];

export const browserPorts: Pick<DeskLinkPorts, "open" | "schedule"> = {
  open: (url) => new WebSocket(url) as unknown as Socket,
  schedule: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The console's session with the desk: it outlives sockets, resends what was lost, and says when it cannot. */
export class DeskLink {
  readonly #url: string;
  readonly #ports: DeskLinkPorts;
  readonly #events: DeskLinkEvents;
  #link = new ReliableLink();
  #session: string | null = null;
  #socket: Socket | null = null;
  #isOnline = false;
  #isStarted = false;
  #tries = 0;
  #cancelRetry: (() => void) | null = null;

  constructor(url: string, ports: DeskLinkPorts, events: DeskLinkEvents) {
    this.#url = url;
    this.#ports = ports;
    this.#events = events;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#tries = 0;
    this.#connect();
  }

  stop(): void {
    this.#isStarted = false;
    this.#cancelRetry?.();
    this.#session = null;
    this.#drop();
  }

  /** Sends now, or as soon as the session goes on. @returns false when too many messages wait */
  send(body: ConsoleToDesk): boolean {
    try {
      const envelope = this.#link.send(body);
      if (this.#isOnline) this.#write(envelope);
      return true;
    } catch {
      return false;
    }
  }

  #connect(): void {
    this.#events.status("connecting", "");
    this.#ports.ticket().then(
      (ticket) => {
        if (!this.#isStarted) return;
        if (ticket === null) this.#giveUp("signed-out", "");
        else this.#open(ticket);
      },
      () => this.#retry(),
    );
  }

  #open(ticket: string): void {
    const socket = this.#ports.open(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => socket === this.#socket && this.#arrived(data, ticket);
    socket.onclose = ({ code }) => socket === this.#socket && this.#closed(code);
    socket.onerror = () => {};
  }

  #arrived(data: unknown, ticket: string): void {
    const message = readSocketMessage(data);
    if (!message) this.#events.unreadable();
    else if (message.type !== "link/envelope") this.#hello(message, ticket);
    else if (this.#isOnline) this.#envelope(message);
    else this.#events.unreadable();
  }

  #hello(message: HelloReply, ticket: string): void {
    switch (message.type) {
      case "hello/challenge":
        this.#challenged(message.version, ticket);
        break;
      case "hello/welcome":
        this.#welcome(message.session, message.resumed);
        break;
      case "hello/refused":
        // Another version cannot be waited for; a ticket that came too late can be had anew.
        if (message.code === "version") this.#giveUp("refused", message.message);
        else this.#socket?.close();
        break;
      default:
        message satisfies never;
    }
  }

  #challenged(version: number, ticket: string): void {
    if (version !== PROTOCOL_VERSION) this.#giveUp("refused", `its version is ${version}, this console's ${PROTOCOL_VERSION}`);
    else this.#write({ type: "hello/ticket", version, ticket, ...(this.#session === null ? {} : { session: this.#session }) });
  }

  #welcome(session: string, isResumed: boolean): void {
    const unsent = isResumed ? [] : this.#link.unacknowledged().map(({ body }) => body as ConsoleToDesk);
    // A new session begins with nothing but what is for the record: the rest may no longer be true.
    if (!isResumed) this.#link = new ReliableLink();
    for (const body of unsent) if (LASTING.includes(body.type)) this.#link.send(body);
    this.#session = session;
    this.#isOnline = true;
    this.#tries = 0;
    for (const envelope of this.#link.unacknowledged()) this.#write(envelope);
    this.#events.status("online", "");
  }

  #envelope(envelope: Envelope): void {
    const received = this.#link.receive(envelope);
    if (received.kind === "gap") {
      this.#socket?.close();
      return;
    }
    if (received.kind !== "acknowledgement") this.#write(this.#link.acknowledgement());
    if (received.kind !== "deliver") return;
    const message = checkDeskMessage(received.body);
    if (message) this.#events.message(message);
    else this.#events.unreadable();
  }

  #giveUp(status: LinkStatus, words: string): void {
    this.stop();
    this.#events.status(status, words);
  }

  #closed(code: number): void {
    if (code === CLOSED_REPLACED) this.#giveUp("replaced", "");
    else if (code === CLOSED_SIGNED_OUT) this.#giveUp("signed-out", "");
    else {
      this.#drop();
      this.#retry();
    }
  }

  #retry(): void {
    if (!this.#isStarted) return;
    this.#events.status("connecting", "");
    const pauseMs = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#ports.schedule(() => this.#connect(), pauseMs);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isOnline = false;
    socket?.close();
  }

  #write(message: object): void {
    try {
      this.#socket?.send(JSON.stringify(message));
    } catch {
      // The socket is closing; its close event follows and what is unacknowledged goes out again.
    }
  }
}
