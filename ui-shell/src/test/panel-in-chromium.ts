import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { type WebSocket, WebSocketServer } from "ws";
import type { PanelState } from "#protocol/local-panel";
import { sampleState } from "../sample-state.ts";

/** Pictures of every scene go here when it is set: `ALONGSIDE_SHOTS=build/shots`. */
const shots = process.env.ALONGSIDE_SHOTS;
const PANEL = { width: 1280, height: 480 };
/** Of portrait outputs of 800 × 1280 and 720 × 1280. */
export const PORTRAITS = [800, 720].map((width) => ({ width, height: 768 }));
const BOX = { width: 300, height: 340 };
const BOX_WITH_CONTROL = { width: 300, height: 464 };
const from = "ui-shell/src";

/** The built page in Chromium, with the daemon's end of its link and the host's. */
export class PanelInChromium {
  bundle = "";
  readonly heard: Record<string, unknown>[] = [];
  #socket: WebSocket | null = null;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #browser: Browser | null = null;
  #page: Page | null = null;

  constructor() {
    this.#server = createServer(({ url }, response) => {
      if (url === "/main.js") response.setHeader("content-type", "text/javascript").end(this.bundle);
      else if (url === "/panel.css") response.setHeader("content-type", "text/css").end(readFileSync(join(from, "panel.css")));
      else response.setHeader("content-type", "text/html").end(readFileSync(join(from, "index.html")));
    });
    this.#server.on("upgrade", (request, socket, head) =>
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#socket = ws;
        ws.on("message", (data) => this.heard.push(JSON.parse(String(data)) as Record<string, unknown>));
      }),
    );
  }

  get page(): Page {
    if (!this.#page) throw new Error("no page is open: call open() before each test");
    return this.#page;
  }

  async start(): Promise<void> {
    const built = await build({
      entryPoints: [join(from, "main.ts")],
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      conditions: ["source"],
    });
    this.bundle = built.outputFiles[0]?.text ?? "";
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    this.#browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    if (shots) mkdirSync(shots, { recursive: true });
  }

  /** A fresh page that has said hello. */
  async open(): Promise<void> {
    this.heard.length = 0;
    this.#page = (await this.#browser?.newPage({ viewport: PANEL, hasTouch: true })) ?? null;
    await this.page.addInitScript(() => {
      const here = globalThis as unknown as Record<string, unknown>;
      const told: unknown[] = [];
      here.told = told;
      here.alongside = { token: "token-of-the-host" };
      here.webkit = { messageHandlers: { host: { postMessage: (message: unknown) => told.push(message) } } };
    });
    await this.page.goto(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`);
    await until(() => this.heard.length > 0);
  }

  async close(): Promise<void> {
    await this.#page?.close();
    this.#page = null;
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.#sockets.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The daemon's state; resolves when the page shows that scene. */
  async show(changes: Partial<PanelState>, scene: string, shot?: string, size = PANEL): Promise<void> {
    const hasControl = changes.control === "granted" || changes.control === "paused";
    await this.page.setViewportSize(changes.surface !== "box" ? size : hasControl ? BOX_WITH_CONTROL : BOX);
    this.tell(changes);
    await this.page.locator(`main[data-scene=${scene}]`).waitFor();
    if (shot) await this.shot(shot);
  }

  tell(changes: Partial<PanelState>): void {
    this.#socket?.send(JSON.stringify({ type: "panel/state", state: sampleState(changes) }));
  }

  dropDaemon(): void {
    this.#socket?.terminate();
  }

  async shot(name: string): Promise<void> {
    if (shots) await this.page.screenshot({ path: join(shots, `${name}.png`) });
  }

  /** What the page has told the host. */
  told(): Promise<{ type: string }[]> {
    return this.page.evaluate(() => (globalThis as unknown as { told: { type: string }[] }).told);
  }

  /** Acts that the daemon has heard, without their type. */
  acts(): Record<string, unknown>[] {
    return this.heard.filter(({ type }) => type === "panel/act").map(({ type: _, ...act }) => act);
  }

  /** What is wrong on the page: something cut off, or a button of less than 48 px, 64 px where control is asked for or stopped. */
  problems(): Promise<string[]> {
    return this.page.evaluate(() => {
      const found: string[] = [];
      for (const element of document.querySelectorAll("main *:not(svg, svg *)")) {
        const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
        const what = `${element.tagName} ${element.textContent?.trim().slice(0, 30)}`;
        const least = element.matches(".answer, .stop") ? 64 : 48;
        if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) found.push(`${what} is outside`);
        if (element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0 && !element.matches(".name, .shrunk button span"))
          found.push(`${what} is cut off`);
        if (element.matches(".words, .control, .asks") && element.scrollHeight > element.clientHeight)
          found.push(`${what} is cut off below`);
        if (element.tagName === "BUTTON" && (width < least || height < least)) found.push(`${what} is ${width}×${height}`);
      }
      return found;
    });
  }
}

/** Waits for a state of the page or of what was heard. @throws Error after 30 s */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error("waited 30 s in vain");
    await new Promise((done) => setTimeout(done, 25));
  }
}
