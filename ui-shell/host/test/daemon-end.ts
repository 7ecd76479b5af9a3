import { rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Codec } from "#protocol/codec";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { until } from "./stage.ts";

/** The daemon's end of one link: keeps every message, after it was checked against its schema. */
export class DaemonEnd<In extends { type: string }, Out> {
  readonly received: In[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Called for each message, to answer it. */
  onMessage: (message: In) => void = () => {};

  constructor(path: string, codec: Codec<In>) {
    rmSync(path, { force: true });
    this.#server = createServer((socket) => {
      const reader = new FrameReader();
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("data", (chunk) => {
        for (const payload of reader.push(chunk)) {
          const message = codec.decode(new TextDecoder().decode(payload));
          this.received.push(message);
          this.onMessage(message);
        }
      });
    }).listen(path);
  }

  send(message: Out): void {
    for (const socket of this.#sockets) socket.write(encodeFrame(new TextEncoder().encode(JSON.stringify(message))));
  }

  last<T extends In["type"]>(type: T): Extract<In, { type: T }> | undefined {
    return this.received.findLast((message): message is Extract<In, { type: T }> => message.type === type);
  }

  /** The first message of this type that fits and came after `from` messages. */
  async next<T extends In["type"]>(type: T, from: number, fits: (message: Extract<In, { type: T }>) => boolean = () => true) {
    return until(`${type} that fits`, () =>
      this.received.slice(from).find((message): message is Extract<In, { type: T }> => message.type === type && fits(message as never)),
    );
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** Pages by path, and what pages said with POST. */
export class Pages {
  readonly said: unknown[] = [];
  readonly #pages: Record<string, string>;
  readonly #server = createHttpServer((request, response) => {
    if (request.method === "POST") {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        this.said.push(JSON.parse(body));
        response.end();
      });
      return;
    }
    const page = this.#pages[request.url ?? ""];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(page ?? "");
  });

  constructor(pages: Readonly<Record<string, string>>) {
    this.#pages = { ...pages };
  }

  /** What this path has from now on. */
  serve(path: string, text: string): void {
    this.#pages[path] = text;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
