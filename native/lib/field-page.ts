import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What a page told of itself. */
export interface FieldState {
  /** Of the field that has the focus. */
  readonly value: string;
  /** Of the last keydown. */
  readonly key: string;
  /** Keydowns with a modifier held, of other keys than modifiers, and repeated ones. */
  readonly modified: number;
  readonly repeated: number;
}

const watch = `<script>
let key = '', modified = 0, repeated = 0, told;
addEventListener('keydown', (e) => {
  key = e.key;
  if (e.key.length === 1 && (e.shiftKey || e.ctrlKey || e.altKey || e.metaKey)) modified += 1;
  if (e.repeat) repeated += 1;
}, true);
setInterval(() => {
  const state = JSON.stringify({ value: document.activeElement?.value ?? '', key, modified, repeated });
  if (state === told) return;
  told = state;
  fetch('/state', { method: 'POST', body: state });
}, 200);
</script>`;
const field = `<!doctype html><meta charset=utf-8><title>Field</title>${watch}
<style>body{margin:0;background:#c0d8e8}textarea{font:12px sans-serif;width:100vw;height:90vh}</style><textarea autofocus></textarea>
<script>document.querySelector('textarea').focus()</script>`;
const types: Record<string, string> = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css" };

/** Pages with fields to type into: /field is one large field, all else the sample app of ui-shell/app. Both tell what they hold. */
export class FieldPage {
  state: FieldState | undefined;
  readonly #server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://here");
    if (request.method === "POST") {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        this.state = JSON.parse(body);
        response.end();
      });
      return;
    }
    const page = pathname === "/field" ? field : sampleApp(pathname === "/" ? "index.html" : pathname.slice(1));
    response.writeHead(page === undefined ? 404 : 200, { "content-type": types[pathname.split(".")[1] ?? "html"] ?? "text/html" });
    response.end(page);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function sampleApp(name: string): string | undefined {
  const path = join("ui-shell/app", name);
  if (name.includes("..") || !existsSync(path)) return undefined;
  return readFileSync(path, "utf8").replace("</head>", `${watch}</head>`);
}
