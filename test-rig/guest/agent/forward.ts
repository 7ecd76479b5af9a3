import { once } from "node:events";
import { createConnection, createServer, type Server } from "node:net";

/** The host's loopback as QEMU's user network shows it to the guest. */
const HOST = "10.0.2.2";

/** Ports of the guest's loopback that lead to the same port of the host's: a device talks plain ws:// to its own loopback only. */
export class Forwards {
  readonly #servers = new Map<number, Server>();
  readonly #host: string;

  constructor(host = HOST) {
    this.#host = host;
  }

  /** May be asked again for the same port. @throws the system's error when the port is taken */
  async add(port: number): Promise<void> {
    if (this.#servers.has(port)) return;
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = createConnection({ host: this.#host, port, allowHalfOpen: true });
      near.pipe(far).pipe(near);
      near.on("error", () => far.destroy()).on("close", () => far.destroy());
      far.on("error", () => near.destroy()).on("close", () => near.destroy());
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    this.#servers.set(port, server);
  }
}
