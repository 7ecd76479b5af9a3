import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import type { IceCandidate } from "#protocol/common";
import type { Strip } from "#protocol/strip";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

/** One picture as the page saw it. */
export interface Seen {
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
  readonly strip: Strip | null;
}

/** An agent's browser for tests: real Chromium with a page that answers calls (test-page.js). */
export class TestConsole {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: Server;

  private constructor(page: Page, browser: Browser, server: Server) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  /** Starts the browser; `onCandidate` gets the page's ICE candidates. */
  static async start(onCandidate: (candidate: IceCandidate) => void): Promise<TestConsole> {
    const script = await bundlePage();
    const html = `<!doctype html><body style="margin:0"><video autoplay playsinline muted></video><script>${script}</script>`;
    const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(html));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, args: FLAGS, ignoreDefaultArgs: ["--mute-audio"], handleSIGTERM: false });
    const page = await browser.newPage({ viewport: { width: 1300, height: 820 } });
    await page.exposeFunction("toDevice", onCandidate);
    const address = server.address();
    await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`);
    return new TestConsole(page, browser, server);
  }

  /** Runs `page.<name>(...args)` in the page. */
  async call<T>(name: string, ...args: unknown[]): Promise<T> {
    const expression = `page.${name}(${args.map((arg) => JSON.stringify(arg)).join(",")})`;
    return (await this.page.evaluate(expression)) as T;
  }

  async read<T>(expression: string): Promise<T> {
    return (await this.page.evaluate(`page.${expression}`)) as T;
  }

  /** Waits until an expression over `page` holds. */
  async until(expression: string, timeoutMs = 15_000): Promise<void> {
    await this.page.waitForFunction(`(() => { const { seen, control, channels } = page; return ${expression}; })()`, null, {
      timeout: timeoutMs,
      polling: 50,
    });
  }

  seen(): Promise<Seen[]> {
    return this.read<Seen[]>("seen");
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

async function bundlePage(): Promise<string> {
  const entry = fileURLToPath(new URL("../../../daemon/media/test-page.js", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife", conditions: ["source"] });
  return outputFiles[0]?.text ?? "";
}
