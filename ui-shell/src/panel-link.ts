import type { DaemonToPanel, PanelState, PanelToDaemon } from "#protocol/local-panel";
import { PROTOCOL_VERSION } from "#protocol/version";
import { readDaemonMessage } from "./panel-guard.ts";

type ActMessage = Extract<PanelToDaemon, { type: "panel/act" }>;
export type Act = ActMessage["act"];
/** What goes with some acts. */
export type ActDetails = Readonly<Omit<ActMessage, "type" | "act">>;

/** What PanelLink needs of a WebSocket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface PanelLinkPorts {
  readonly open: (url: string) => Socket;
  /** As setTimeout; returns how to call it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
}

export interface PanelLinkEvents {
  state(state: PanelState): void;
  /** The link came up with its first state, or went down. */
  connected(isConnected: boolean): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** After a refusal: the host may still be handing out a new token. */
const REFUSED_PAUSE_MS = 2000;
/** Wishes that only narrow what the agent gets: they are kept for the next connection rather than lost. */
const NARROWING: readonly Act[] = ["end", "cancel", "hide-screen", "mute", "stop-control"];

const browserPorts: PanelLinkPorts = {
  open: (url) => new WebSocket(url) as unknown as Socket,
  schedule: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The panel's connection to the daemon's shell port. Comes back by itself for as long as it is started. */
export class PanelLink {
  readonly #url: string;
  readonly #token: string;
  readonly #events: PanelLinkEvents;
  readonly #ports: PanelLinkPorts;
  #socket: Socket | null = null;
  #isConnected = false;
  #pauseMs = FIRST_PAUSE_MS;
  #cancelRetry: (() => void) | null = null;
  #kept = new Set<Act>();
  #isStarted = false;

  /** @param token the user script's, from window.alongside; it never stands in the address */
  constructor(url: string, token: string, events: PanelLinkEvents, ports: PanelLinkPorts = browserPorts) {
    this.#url = url;
    this.#token = token;
    this.#events = events;
    this.#ports = ports;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#connect();
  }

  stop(): void {
    this.#isStarted = false;
    this.#cancelRetry?.();
    this.#drop();
  }

  /** Tells the daemon what the customer touched. @returns false when it could be neither sent nor kept. */
  act(act: Act, details: ActDetails = {}): boolean {
    if (this.#isConnected) {
      this.#send({ type: "panel/act", act, ...details });
      return true;
    }
    if (!NARROWING.includes(act)) return false;
    this.#kept.add(act);
    return true;
  }

  #connect(): void {
    let socket: Socket;
    try {
      socket = this.#ports.open(this.#url);
    } catch {
      this.#retry(LONGEST_PAUSE_MS);
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: "panel/hello", version: PROTOCOL_VERSION, token: this.#token });
    socket.onmessage = ({ data }) => {
      const message = readDaemonMessage(data);
      // A message we cannot read is left out: the next state is whole by itself.
      if (message && socket === this.#socket) this.#take(message);
    };
    socket.onclose = () => socket === this.#socket && this.#lost();
    socket.onerror = () => {};
  }

  #take(message: DaemonToPanel): void {
    switch (message.type) {
      case "panel/state":
        if (!this.#isConnected) this.#welcome();
        this.#events.state(message.state);
        break;
      case "panel/refused":
        this.#pauseMs = REFUSED_PAUSE_MS;
        this.#socket?.close();
        break;
      default:
        message satisfies never;
    }
  }

  #welcome(): void {
    this.#isConnected = true;
    this.#pauseMs = FIRST_PAUSE_MS;
    for (const act of this.#kept) this.#send({ type: "panel/act", act });
    this.#kept.clear();
    this.#events.connected(true);
  }

  #lost(): void {
    this.#drop();
    if (!this.#isStarted) return;
    this.#retry(this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #retry(ms: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#ports.schedule(() => this.#connect(), ms);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#events.connected(false);
  }

  #send(message: PanelToDaemon): void {
    try {
      this.#socket?.send(JSON.stringify(message));
    } catch {
      // The socket is closing: its close event follows and begins anew.
    }
  }
}
