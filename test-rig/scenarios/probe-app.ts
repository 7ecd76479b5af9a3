import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the app noticed: an event of the page, and its field's whole text. */
export interface Noticed {
  readonly type: "pointerdown" | "pointermove" | "pointerup" | "click" | "wheel" | "keydown" | "keyup" | "input" | "blur";
  readonly x: number;
  readonly y: number;
  readonly key: string;
  readonly text: string;
}

/** Where the page's field lies. */
export const FIELD = { x: 320, y: 660 };

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Probe</title><style>
  html, body { margin: 0; height: 100%; overflow: hidden; background: #e9eef2; font: 24px sans-serif; touch-action: none }
  input { position: absolute; left: 40px; top: 640px; width: 600px; height: 40px; font: inherit }
</style></head><body data-app="Probe" data-page="Probe"><input autofocus autocomplete="off" spellcheck="false"><script>
  const field = document.querySelector("input");
  let waiting = [], isSending = false;
  async function send() {
    if (isSending || waiting.length === 0) return;
    isSending = true;
    const body = JSON.stringify(waiting.splice(0));
    await fetch("/noticed", { method: "POST", body }).catch(() => {});
    isSending = false;
    send();
  }
  for (const type of ["pointerdown", "pointermove", "pointerup", "click", "wheel", "keydown", "keyup", "input"])
    addEventListener(type, (event) => {
      waiting.push({ type, x: event.clientX ?? -1, y: event.clientY ?? -1, key: event.key ?? "", text: field.value });
      send();
    }, { passive: true });
  addEventListener("keydown", (event) => event.key === "F12" && (field.value = ""));
</script></body></html>`;

/** An app that tells the test all that happens to it. It is a page like any other: nothing in the kiosk knows of it. */
export class ProbeApp {
  readonly noticed: Noticed[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      if (request.method === "POST") {
        this.noticed.push(...(JSON.parse(await text(request)) as Noticed[]));
        response.end();
      } else response.setHeader("content-type", "text/html").end(PAGE);
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    // It ends with the tests.
    this.#server.unref();
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** What the field holds. */
  get text(): string {
    return this.noticed.findLast(({ type }) => type === "input")?.text ?? "";
  }

  /** Keys that went down and not up again. */
  get down(): readonly string[] {
    const down = new Set<string>();
    for (const { type, key } of this.noticed) {
      if (type === "keydown") down.add(key);
      if (type === "keyup") down.delete(key);
    }
    return [...down];
  }
}
