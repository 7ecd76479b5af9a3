import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

/** A folder on a web server on loopback that knows ranges, as those do from which devices are updated. */
export class WebFolder {
  readonly #server: Server;
  /** Bytes that were asked for, by the kind of file (what follows the last dot). */
  readonly sent: Record<string, number> = {};

  constructor(folder: string) {
    this.#server = createServer((request, response) => {
      const name = basename(decodeURIComponent(request.url ?? ""));
      const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
      if (size === undefined) {
        response.writeHead(404).end();
        return;
      }
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
      const start = Number(range?.[1] ?? 0);
      const end = Math.min(Number(range?.[2] || size - 1), size - 1);
      const kind = name.split(".").at(-1) ?? "";
      this.sent[kind] = (this.sent[kind] ?? 0) + end - start + 1;
      response.writeHead(range ? 206 : 200, {
        "content-length": end - start + 1,
        ...(range ? { "content-range": `bytes ${start}-${end}/${size}` } : {}),
      });
      createReadStream(join(folder, name), { start, end })
        .on("error", () => response.destroy())
        .pipe(response);
    });
  }

  /** @returns its port */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
