import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { inTop } from "../paths.ts";

/** noVNC's client as its own documentation shows it: its defaults for encodings, quality and compression, full size. */
const VNC_PAGE = `<!doctype html><meta charset="utf-8"><title>VNC</title>
<style>html, body { margin: 0; height: 100% } #screen { width: 1280px; height: 800px }</style>
<div id="screen"></div>
<script type="module">
  import RFB from "/novnc/core/rfb.js";
  const rfb = new RFB(document.querySelector("#screen"), "ws://" + location.hostname + ":" + new URLSearchParams(location.search).get("port"));
  rfb.viewOnly = true;
  rfb.addEventListener("connect", () => { document.title = "VNC connected"; });
  rfb.addEventListener("disconnect", (event) => { document.title = "VNC lost, clean: " + event.detail.clean; });
</script>`;

/** How long a touched app hangs: longer than the panel takes to come, so that the rest of a contact finds the processors free. */
export const HANG_MS = 3000;

/** An app that hangs as in while(true){} for a while when it is touched, and tells when it is over. */
const HANGING_PAGE = `<!doctype html><meta charset="utf-8"><title>Hanging app</title>
<style>body { font: 40px sans-serif; padding: 300px 80px }</style>
<p>Touch me and I hang.</p>
<script>
  addEventListener("pointerdown", () => {
    for (const end = performance.now() + ${HANG_MS}; performance.now() < end; );
    fetch("/hung", { method: "POST" });
  });
</script>`;

/** An app with a patch that turns from light to dark and back when it is touched, as quickly as a page can. */
const TAP_PAGE = `<!doctype html><meta charset="utf-8"><title>Tap</title>
<style>body { margin: 0; background: #e9eef2; touch-action: none } #patch { position: absolute; left: 100px; top: 460px; width: 400px; height: 200px; background: #fff }</style>
<div id="patch"></div>
<script>
  const patch = document.querySelector("#patch");
  let isDark = false;
  patch.addEventListener("pointerdown", () => { patch.style.background = (isDark = !isDark) ? "#000" : "#fff"; });
</script>`;

/** Prefix of an address → the folder of the clone that is served there. */
const folders = { "/novnc/": inTop("node_modules/@novnc/novnc"), "/app/": inTop("ui-shell/app") };

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** Serves noVNC's client to the agent's browser and the scenes to the kiosk, on loopback and the shaped line alike. */
export class Pages {
  /** How often an app has hung and come back. */
  hangs = 0;
  readonly #server: Server = createServer((request, response) => {
    if (request.url === "/hung") this.hangs += 1;
    void answer(request.url ?? "/").then(
      ({ type, body }) => response.writeHead(200, { "content-type": type }).end(body),
      () => response.writeHead(404).end("not found"),
    );
  });

  /** @returns its port. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "0.0.0.0", resolve));
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the benchmark's pages have no port");
    return address.port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function answer(url: string): Promise<{ type: string; body: string | Buffer }> {
  const path = new URL(url, "http://page.invalid").pathname;
  const made = { "/vnc": VNC_PAGE, "/hanging": HANGING_PAGE, "/tap": TAP_PAGE, "/hung": "" }[path];
  if (made !== undefined) return { type: "text/html; charset=utf-8", body: made };
  const [prefix, folder] = Object.entries(folders).find(([each]) => path.startsWith(each)) ?? ["", ""];
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (!folder || !file.startsWith(`${folder}/`)) throw new Error("not a file of the benchmark's pages");
  return { type: types[extname(file)] ?? "application/octet-stream", body: await readFile(file) };
}
