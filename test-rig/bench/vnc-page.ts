import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join, normalize } from "node:path";
import { inTop } from "../paths.ts";

/** noVNC's client as its own documentation shows it: its defaults for encodings, quality and compression, full size. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>VNC</title>
<style>html, body { margin: 0; height: 100% } #screen { width: 1280px; height: 800px }</style>
<div id="screen"></div>
<script type="module">
  import RFB from "/novnc/core/rfb.js";
  const rfb = new RFB(document.querySelector("#screen"), "ws://" + location.hostname + ":" + new URLSearchParams(location.search).get("port"));
  rfb.viewOnly = true;
  rfb.addEventListener("connect", () => { document.title = "VNC connected"; });
  rfb.addEventListener("disconnect", (event) => { document.title = "VNC lost " + event.detail.clean; });
</script>`;

/** Serves noVNC's client from npm's package, to loopback and to the shaped line alike. */
export class VncPage {
  readonly #folder = inTop("node_modules/@novnc/novnc");
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request.url ?? "/").then(
      ({ type, body }) => response.writeHead(200, { "content-type": type }).end(body),
      () => response.writeHead(404).end("not found"),
    );
  });

  /** @returns its port. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "0.0.0.0", resolve));
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the VNC page has no port");
    return address.port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(url: string): Promise<{ type: string; body: string | Buffer }> {
    const path = new URL(url, "http://page.invalid").pathname;
    if (path === "/") return { type: "text/html; charset=utf-8", body: PAGE };
    const file = normalize(join(this.#folder, path.replace(/^\/novnc\//, "")));
    if (!path.startsWith("/novnc/") || !file.startsWith(`${this.#folder}/`)) throw new Error("not a file of noVNC");
    return { type: "text/javascript; charset=utf-8", body: await readFile(file) };
  }
}
