import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Point } from "../finger.ts";
import { inTop } from "../paths.ts";

/** What happened in the sample app, and what it shows since. */
export interface Seen {
  readonly type: "page" | "touchstart" | "touchmove" | "touchend" | "keydown" | "keyup" | "input";
  readonly page: string;
  /** Fingers on the glass. */
  readonly fingers: number;
  readonly key: string;
  /** What the app reads back of the note. */
  readonly note: string;
  /** What the plan says of zoom and fingers. */
  readonly zoom: string;
  /** The middle of each button and field, by its words. */
  readonly places: Readonly<Record<string, Point>>;
}

const REPORTER = `<script type="module">
  const waiting = [];
  let isSending = false;
  async function send() {
    if (isSending || waiting.length === 0) return;
    isSending = true;
    await fetch("/seen", { method: "POST", body: JSON.stringify(waiting.splice(0)) }).catch(() => {});
    isSending = false;
    send();
  }
  const words = (selector) => document.querySelector(selector)?.textContent ?? "";
  function middle(thing) {
    const { left, top, width, height } = thing.getBoundingClientRect();
    return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
  }
  function tell(type, event) {
    const named = [...document.querySelectorAll("button, label, .frame")];
    const places = Object.fromEntries(named.map((thing) => [thing.className === "frame" ? "plan" : thing.textContent, middle(thing.querySelector?.("textarea") ?? thing)]));
    const fingers = event?.touches?.length ?? 0;
    waiting.push({ type, page: document.body.dataset.page, fingers, key: event?.key ?? "", note: words("blockquote"), zoom: words(".hands"), places });
    send();
  }
  // Those of the app come first.
  for (const type of ["touchstart", "touchmove", "touchend", "keydown", "keyup", "input"]) addEventListener(type, (event) => tell(type, event), { passive: true });
  new MutationObserver(() => requestAnimationFrame(() => tell("page"))).observe(document.body, { attributeFilter: ["data-page"] });
  requestAnimationFrame(() => tell("page"));
</script></body>`;
const KINDS: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** The sample app as it is, served with one more script that tells the test what happens in it. */
export class WatchedApp {
  readonly seen: Seen[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      if (request.method === "POST") {
        this.seen.push(...(JSON.parse(await text(request)) as Seen[]));
        return response.end();
      }
      const name = /^\/([a-z-]+\.(html|js|css))(\?|$)/.exec(request.url ?? "")?.[1] ?? "index.html";
      const content = await readFile(join(inTop("build/device/app"), name), "utf8").catch(() => null);
      if (content === null) return response.writeHead(404).end();
      response.setHeader("content-type", KINDS[extname(name)] ?? "text/plain");
      return response.end(content.replace("</body>", () => REPORTER));
    });
  }

  /** @returns its port on loopback */
  async start(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    // It ends with the tests.
    this.#server.unref();
    return (this.#server.address() as AddressInfo).port;
  }

  get last(): Seen | undefined {
    return this.seen.at(-1);
  }

  /** @throws Error naming what is there */
  placeOf(words: string): Point {
    const place = this.last?.places[words];
    if (!place) throw new Error(`the app shows no ${words}; it shows ${Object.keys(this.last?.places ?? {}).join(", ")}`);
    return place;
  }
}
