import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { MAX_MESSAGE_LENGTH } from "#protocol/codec";
import type { DeskBus } from "../bus/port.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import { LinkSessions } from "./link-sessions.ts";

/** The sockets of one role. The HTTP server has checked path and origin before. */
export class LinkServer<In extends { type: string }> {
  readonly sessions: LinkSessions<In>;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_LENGTH, perMessageDeflate: false });
  readonly #connections = new Set<Connection<In>>();
  readonly #parts: ConnectionParts<In>;
  #pings: NodeJS.Timeout | undefined;

  constructor(parts: Omit<ConnectionParts<In>, "sessions"> & { bus: DeskBus }) {
    this.sessions = new LinkSessions(parts.role, parts.bus, parts.serial, parts.timing);
    this.#parts = { ...parts, sessions: this.sessions };
  }

  start(): void {
    this.#pings ??= setInterval(() => {
      for (const connection of this.#connections) connection.ping();
    }, this.#parts.timing.pingMs);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, this.#parts);
      this.#connections.add(connection);
      webSocket.on("close", () => this.#connections.delete(connection));
      connection.start();
    });
  }

  stop(): void {
    clearInterval(this.#pings);
    this.#pings = undefined;
    this.sessions.stop();
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
