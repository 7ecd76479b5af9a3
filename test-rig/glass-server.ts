import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isProtocolError } from "#protocol/errors";
import type { Body } from "./body/body.ts";
import type { BodyLog } from "./body/log.ts";
import { decideAccess } from "./glass/access.ts";
import { connectGlass } from "./glass/link.ts";
import { fromPageCodec } from "./glass/page-message.ts";
import { writePicture } from "./glass/picture-message.ts";
import { openMicrophone, openSpeaker } from "./glass/sound.ts";
import { inTop } from "./paths.ts";
import { fileFor } from "./supervisor/app-server.ts";

export interface GlassServerOptions {
  readonly body: Pick<Body, "glassSocket" | "pipe">;
  readonly log: BodyLog;
  readonly token: string;
  /** 0 takes any. */
  readonly port: number;
  readonly folder?: string;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".map": "application/json",
};
/** A page that is this far behind gets no more pictures until it has caught up; the glass sends changed parts again. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

/** The kiosk's screen and log for a browser on this machine. */
export class GlassServer {
  readonly #options: GlassServerOptions;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false });
  #port = 0;

  constructor(options: GlassServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#serve(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @returns the address with its token. */
  async start(): Promise<{ readonly glass: string; readonly log: string; readonly port: number }> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.port, "127.0.0.1", resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    const address = (path: string) => `http://127.0.0.1:${this.#port}${path}?token=${this.#options.token}`;
    return { glass: address("/"), log: address("/log"), port: this.#port };
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    if (!this.#server.listening) return;
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  #access(request: IncomingMessage): ReturnType<typeof decideAccess> {
    const { host, origin, cookie } = request.headers;
    return decideAccess({ host, origin, cookie, url: request.url ?? "/" }, this.#options.token, this.#port);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const access = this.#access(request);
    if (access.kind === "refused") {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${access.why}\n`);
      return;
    }
    if (access.kind === "redirect") {
      response.writeHead(303, { location: access.to, "set-cookie": access.cookie, "referrer-policy": "no-referrer" }).end();
      return;
    }
    const { pathname } = new URL(request.url ?? "/", "http://glass.invalid");
    if (pathname === "/log/events") this.#sendLog(response);
    else this.#sendFile(pathname === "/log" ? "/log.html" : pathname, response);
  }

  #sendFile(path: string, response: ServerResponse): void {
    const file = fileFor(this.#options.folder ?? inTop("build/glass"), path);
    if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end("not found\n");
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'self'; img-src 'self' blob: data:",
      "x-content-type-options": "nosniff",
    });
    createReadStream(file).pipe(response);
  }

  /** Server-sent events: the kept records, then each new one. */
  #sendLog(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const { log } = this.#options;
    const send = (record: object) => response.write(`data: ${JSON.stringify(record)}\n\n`);
    for (const record of log.records) send(record);
    response.on("close", log.listen(send));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname } = new URL(request.url ?? "/", "http://glass.invalid");
    const serve = { "/picture": this.#picture, "/speaker": this.#speaker, "/microphone": this.#microphone }[pathname];
    if (!serve || request.headers.origin === undefined || this.#access(request).kind !== "granted") {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      client.on("error", () => client.terminate());
      serve.call(this, client).catch(() => client.close(1011, "the kiosk is not up"));
    });
  }

  async #picture(client: WebSocket): Promise<void> {
    const glass = await connectGlass(this.#options.body.glassSocket, {
      onSize: (width, height) => client.send(writePicture({ kind: "size", width, height })),
      onRect: (x, y, jpeg) => client.bufferedAmount < MOST_WAITING_BYTES && client.send(writePicture({ kind: "rect", x, y, jpeg })),
      onGone: () => client.close(1011, "the glass is gone"),
    });
    glass.stream();
    client.on("close", () => glass.close());
    client.on("message", (data) => {
      try {
        const message = fromPageCodec.decode(data.toString());
        if (message.type === "glass/finger") glass.finger(message.phase, message.x * (glass.width - 1), message.y * (glass.height - 1));
        else glass.key(message.code, message.pressed);
      } catch (error) {
        if (!isProtocolError(error)) throw error;
        client.close(1008, error.message.slice(0, 120));
      }
    });
  }

  async #speaker(client: WebSocket): Promise<void> {
    const sound = await openSpeaker(this.#options.body);
    client.on("close", () => sound.destroy());
    sound.on("data", (chunk: Buffer) => client.bufferedAmount < MOST_WAITING_BYTES && client.send(chunk));
    sound.on("close", () => client.close(1011, "the speaker's recorder ended"));
  }

  async #microphone(client: WebSocket): Promise<void> {
    const sound = await openMicrophone(this.#options.body);
    client.on("close", () => sound.destroy());
    client.on("message", (data: Buffer) => sound.writableLength < 48_000 && sound.write(data));
    sound.on("close", () => client.close(1011, "the microphone's player ended"));
  }
}
