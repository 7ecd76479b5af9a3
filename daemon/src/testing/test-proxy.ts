import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A small HTTP proxy on loopback that knows CONNECT and nothing else. */
export class TestProxy {
  /** Places that were asked for, each with the credentials that came along. */
  readonly asked: { readonly place: string; readonly authorization: string | undefined }[] = [];
  /** USER:PASSWORD that it wants. */
  credentials: string | null = null;
  /** Answers every question with this status. */
  status: number | null = null;
  /** Says nothing at all. */
  isSilent = false;
  readonly #server: Server = createServer((_request, response) => response.writeHead(405).end());
  readonly #sockets = new Set<Socket>();

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many are open, to it and from it. */
  get connections(): number {
    return this.#sockets.size;
  }

  async start(): Promise<void> {
    this.#server.on("connection", (socket) => this.#keep(socket));
    this.#server.on("connect", (request, socket, head) => {
      const place = request.url ?? "";
      const authorization = request.headers["proxy-authorization"];
      this.asked.push({ place, authorization });
      socket.on("error", () => socket.destroy());
      if (this.isSilent) {
        // It hears the other end's goodbye.
        socket.on("end", () => socket.end()).resume();
        return;
      }
      const status = this.status ?? (this.#isWelcome(authorization) ? 200 : 407);
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      const [host = "", port = ""] = place.split(":");
      const way = this.#keep(connect(Number(port), host));
      way.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
      way.on("connect", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        way.write(head);
        way.pipe(socket).pipe(way);
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #isWelcome(authorization: string | undefined): boolean {
    return this.credentials === null || authorization === `Basic ${Buffer.from(this.credentials).toString("base64")}`;
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on("close", () => this.#sockets.delete(socket));
  }
}
