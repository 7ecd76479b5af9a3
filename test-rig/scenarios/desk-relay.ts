import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { DeskRoute } from "../rig.ts";

type Body = Record<string, unknown>;
/** Changes a message on its way, or gives it back as it is. */
export type Tamper = (body: Body, to: "device" | "desk") => Body | Promise<Body>;

/** What a desk that lies could do: it stands between device and desk, reads every message and may change it. Honest at first. */
export class DeskRelay implements DeskRoute {
  /** What happens to each envelope's body from now on; null leaves all as it is. */
  tamper: Tamper | null = null;
  readonly #server = createServer((incoming, response) => this.#forward(incoming, response));
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  #deskPort = 0;

  /** @returns the port at which the device finds this desk */
  async start(deskPort: number): Promise<number> {
    this.#deskPort = deskPort;
    this.#server.on("upgrade", (incoming, socket, head) =>
      this.#sockets.handleUpgrade(incoming, socket, head, (device) => this.#join(device, incoming.url ?? "/")),
    );
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const device of this.#sockets.clients) device.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Says something of its own to the device, as the desk. */
  sayToDevice(data: string | Buffer): void {
    for (const device of this.#sockets.clients) device.send(data);
  }

  /** Enrolment, which is plain HTTP. */
  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = incoming;
    const onward = request({ host: "127.0.0.1", port: this.#deskPort, method, path: url, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  }

  #join(device: WebSocket, path: string): void {
    const desk = new WebSocket(`ws://127.0.0.1:${this.#deskPort}${path}`, { perMessageDeflate: false });
    // The desk speaks first, so nothing of the device comes before this end is open.
    this.#pass(desk, device, "device");
    this.#pass(device, desk, "desk");
    for (const [one, other] of [
      [desk, device],
      [device, desk],
    ] as const) {
      one.on("error", () => other.terminate());
      one.on("close", () => other.terminate());
    }
  }

  /** Hands each message on in its turn, also when changing it takes a while. */
  #pass(from: WebSocket, onto: WebSocket, to: "device" | "desk"): void {
    let before: Promise<void> = Promise.resolve();
    from.on("message", (data) => {
      before = before.then(async () => onto.send(await this.#changed(data, to))).catch(() => onto.terminate());
    });
  }

  async #changed(data: unknown, to: "device" | "desk"): Promise<string> {
    const text = String(data);
    const message = JSON.parse(text) as { body?: Body };
    return this.tamper && message.body ? JSON.stringify({ ...message, body: await this.tamper(message.body, to) }) : text;
  }
}
