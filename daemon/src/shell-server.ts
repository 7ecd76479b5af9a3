import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isProtocolError } from "#protocol/errors";
import { type DaemonToPanel, daemonToPanelCodec, type PanelState, type PanelToDaemon, panelToDaemonCodec } from "#protocol/local-panel";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { Clock, Log, PanelPort } from "../core/ports.ts";
import { answer, servePanelFile } from "./panel-files.ts";

const TOKEN_BYTES = 32;
const HELLO_MS = 2000;
/** Sockets that have not shown the token, at most. */
const MOST_STRANGERS = 4;
const MAX_PAYLOAD_BYTES = 8 * 1024;
/** Where the page opens its socket. */
export const PANEL_SOCKET_PATH = "/panel";

type Refusal = Extract<DaemonToPanel, { type: "panel/refused" }>["code"];

export interface ShellServerOptions {
  /** Where the panel page's files lie. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ShellServerEvents {
  onAct(act: Extract<PanelToDaemon, { type: "panel/act" }>): void;
}

/**
 * The shell port: the panel's files and its one WebSocket, on loopback. Any local program can reach it, so the page proves itself by
 * a token that only the shell host knows, and Host and Origin keep other pages out (DNS rebinding, cross-site sockets).
 */
export class ShellServer implements PanelPort {
  readonly #options: ShellServerOptions;
  readonly #events: ShellServerEvents;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  readonly #strangers = new Set<WebSocket>();
  #token = randomBytes(TOKEN_BYTES).toString("base64url");
  #server: Server | null = null;
  #origin = "";
  #page: WebSocket | null = null;
  #state: PanelState | null = null;
  #shown = "";

  constructor(options: ShellServerOptions, events: ShellServerEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Where the page lies, once started. */
  get url(): string {
    return `${this.#origin}/`;
  }

  /** What the page shows itself by, once it is loaded with it. */
  get token(): string {
    return this.#token;
  }

  /** A new page is wanted: the host loads one for a new token. The old page stays connected until it goes. @returns the token */
  renewToken(): string {
    this.#token = randomBytes(TOKEN_BYTES).toString("base64url");
    return this.#token;
  }

  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => {
      if (!this.#isOwnHost(request)) answer(response, 421);
      else servePanelFile(this.#options.folder, this.#origin, request, response).catch(() => response.destroy());
    });
    this.#server = server;
    server.headersTimeout = 5000;
    server.requestTimeout = 10_000;
    server.maxConnections = 16;
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    server.on("clientError", (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    for (const socket of [this.#page, ...this.#strangers]) socket?.terminate();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Shows a state; the page gets each change once, and the last one when it comes. */
  show(state: PanelState): void {
    this.#state = state;
    const text = daemonToPanelCodec.encode({ type: "panel/state", state });
    if (text === this.#shown || !this.#page) return;
    this.#shown = text;
    this.#page.send(text);
  }

  #isOwnHost(request: IncomingMessage): boolean {
    return `http://${request.headers.host}` === this.#origin;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { log } = this.#options;
    socket.on("error", () => socket.destroy());
    const fault = this.#upgradeFault(request);
    if (fault) {
      log.warn({ why: fault.why }, "a socket to the panel port is refused");
      socket.end(`HTTP/1.1 ${fault.status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => this.#greet(page));
  }

  #upgradeFault(request: IncomingMessage): { status: string; why: string } | null {
    if (!this.#isOwnHost(request)) return { status: "421 Misdirected Request", why: "another Host" };
    if (request.headers.origin !== this.#origin) return { status: "403 Forbidden", why: "another Origin" };
    if (request.url !== PANEL_SOCKET_PATH) return { status: "404 Not Found", why: "another path" };
    if (this.#strangers.size >= MOST_STRANGERS) return { status: "503 Service Unavailable", why: "too many without a token" };
    return null;
  }

  #greet(socket: WebSocket): void {
    const { clock } = this.#options;
    this.#strangers.add(socket);
    const cancel = clock.after(HELLO_MS, () => this.#strangers.has(socket) && socket.terminate());
    socket.on("error", () => {
      // "close" follows.
    });
    socket.on("message", (data, isBinary) => this.#receive(socket, isBinary ? "" : String(data)));
    socket.on("close", () => {
      cancel();
      this.#strangers.delete(socket);
      if (socket === this.#page) this.#page = null;
    });
  }

  #receive(socket: WebSocket, text: string): void {
    let message: PanelToDaemon;
    try {
      message = panelToDaemonCodec.decode(text);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#options.log.warn({ fault: error.fault, why: error.message }, "the panel page's socket is closed");
      socket.close(1008);
      return;
    }
    if (message.type === "panel/hello") this.#hello(socket, message.version, message.token);
    else if (socket === this.#page) this.#events.onAct(message);
    else this.#refuse(socket, "token", "the first message is panel/hello");
  }

  #hello(socket: WebSocket, version: number, token: string): void {
    const refusal = this.#helloFault(version, token);
    if (refusal) {
      this.#refuse(socket, ...refusal);
      return;
    }
    this.#strangers.delete(socket);
    this.#page = socket;
    this.#shown = "";
    this.#options.log.info({}, "panel connected");
    if (this.#state) this.show(this.#state);
  }

  #helloFault(version: number, token: string): [Refusal, string] | null {
    if (version !== PROTOCOL_VERSION) return ["version", `this daemon speaks version ${PROTOCOL_VERSION}`];
    if (!this.#isToken(token)) return ["token", "the token is not the one of this daemon"];
    return this.#page ? ["busy", "the panel is connected already"] : null;
  }

  /** Takes the same time for every wrong token, whatever its length. */
  #isToken(token: string): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(token), digest(this.token));
  }

  #refuse(socket: WebSocket, code: Refusal, message: string): void {
    this.#options.log.warn({ code }, "a connection to the panel port is refused");
    socket.send(daemonToPanelCodec.encode({ type: "panel/refused", code, message }));
    socket.close(1008);
  }
}
