import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { pipeline } from "node:stream";
import type { GuestControl } from "./client.ts";
import { type Channel, Mux } from "./mux.ts";
import { encodeMark, WireReader } from "./wire.ts";

/** Lets any number of clients share the one connection to the guest: QEMU serves its socket to one at a time. */
export class GuestRelay {
  readonly #guest: GuestControl;
  readonly #path: string;
  #server: Server | null = null;

  /** @param path unix socket that is made, for this user alone */
  constructor(guest: GuestControl, path: string) {
    this.#guest = guest;
    this.#path = path;
  }

  async start(): Promise<void> {
    rmSync(this.#path, { force: true });
    const server = createServer((socket) => {
      const reader = new WireReader();
      const mux = new Mux(
        (bytes, taken) => socket.write(bytes, () => taken()),
        (channel, request) => void this.#join(channel, request),
      );
      socket.on("error", () => undefined);
      socket.on("close", () => mux.end("the client has gone"));
      socket.on("data", (chunk) => {
        for (const event of reader.push(chunk)) {
          if (event.type === "frame") mux.receive(event.frame);
          else socket.write(encodeMark(event.nonce));
        }
      });
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.#path, resolve));
    chmodSync(this.#path, 0o600);
  }

  stop(): void {
    this.#server?.close();
    this.#server = null;
  }

  async #join(near: Channel, request: string): Promise<void> {
    try {
      const far = await this.#guest.openRaw(request);
      // Each direction ends by itself; an error of one side ends the other with its words.
      pipeline(near, far, () => undefined);
      pipeline(far, near, () => undefined);
    } catch (error) {
      near.destroy(error as Error);
    }
  }
}
