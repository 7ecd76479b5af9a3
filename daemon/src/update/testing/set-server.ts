import { readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

/** A web server with one folder, on loopback. */
export class SetServer {
  readonly #folder: string;
  readonly #server: Server;
  /** Bytes of files that were sent, by name. */
  readonly sent = new Map<string, number>();
  requests = 0;
  /** As small servers are. */
  knowsRanges = true;
  /** The connection breaks when so many more bytes were sent. */
  breaksAfter = Number.POSITIVE_INFINITY;

  constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get bytes(): number {
    return [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    const name = basename(decodeURIComponent(request.url ?? ""));
    const path = join(this.#folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end("none");
      return;
    }
    const whole = readFileSync(path);
    const [, from, to] = (this.knowsRanges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")) || [];
    if (from === undefined) {
      this.#send(response, 200, {}, name, whole);
      return;
    }
    if (Number(from) >= whole.length) {
      response.writeHead(416, { "content-range": `bytes */${whole.length}` }).end();
      return;
    }
    const end = to === "" || to === undefined ? whole.length : Math.min(Number(to) + 1, whole.length);
    const range = { "content-range": `bytes ${from}-${end - 1}/${whole.length}` };
    this.#send(response, 206, range, name, whole.subarray(Number(from), end));
  }

  #send(response: ServerResponse, status: number, headers: Record<string, string>, name: string, body: Buffer): void {
    const part = body.subarray(0, Math.min(body.length, this.breaksAfter));
    this.breaksAfter -= part.length;
    this.sent.set(name, (this.sent.get(name) ?? 0) + part.length);
    response.writeHead(status, { ...headers, "content-length": body.length });
    if (part.length === body.length) response.end(body);
    else response.write(part, () => response.destroy());
  }
}
