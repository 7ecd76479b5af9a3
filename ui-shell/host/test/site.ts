import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A web site that can go away and come back at the same address, under two origins: 127.0.0.1 and localhost. */
export class Site {
  /** What pages said with POST. */
  readonly said: Record<string, unknown>[] = [];
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  readonly #pages: (path: string, site: Site) => Page;
  #server: Server | null = null;
  #port = 0;

  constructor(pages: (path: string, site: Site) => Page) {
    this.#pages = pages;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get otherOrigin(): string {
    return `http://localhost:${this.#port}`;
  }

  async open(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    if (request.method === "POST") {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        this.said.push(JSON.parse(body));
        response.end();
      });
      return;
    }
    this.asked.push(path);
    const { status = 200, headers = {}, body = "" } = this.#pages(path, this);
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers });
    response.end(body);
  }
}
